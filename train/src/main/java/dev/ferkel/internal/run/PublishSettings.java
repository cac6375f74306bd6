package dev.ferkel.internal.run;

import dev.ferkel.internal.conversion.WeightType;

/** Writing a model's weights in the type they are given to others in. */
public record PublishSettings(WeightType layout) implements StageSettings {
    @Override
    public String kind() {
        return "publish";
    }

    static PublishSettings read(RecipeNode node) {
        var settings = new PublishSettings(node.choice("layout", WeightType.FP8));
        node.end();
        return settings;
    }
}
