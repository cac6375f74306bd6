package dev.ferkel.internal.run;

/** Writing a model's weights in the layout they are given to others in. */
public record PublishSettings(Layout layout) implements StageSettings {
    /** Types of the weights; {@link #FP8} is DeepSeek-V3's, with block scales. */
    public enum Layout {
        F32,
        BF16,
        FP8
    }

    @Override
    public String kind() {
        return "publish";
    }

    static PublishSettings read(RecipeNode node) {
        var settings = new PublishSettings(node.choice("layout", Layout.FP8));
        node.end();
        return settings;
    }
}
