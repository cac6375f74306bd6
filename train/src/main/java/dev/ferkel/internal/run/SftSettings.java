package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.List;

/**
 * Supervised fine-tuning.
 *
 * @param data conversations
 * @param learning all but the data
 */
public record SftSettings(List<ChatSettings> data, PretrainSettings learning) implements StageSettings {
    @Override
    public String kind() {
        return "sft";
    }

    @Override
    public boolean adapts() {
        return learning.adapts();
    }

    static SftSettings read(RecipeNode node, Path folder) {
        var data = ChatSettings.list(node, folder);
        return new SftSettings(data, PretrainSettings.read(node, List.of(), Cleaning.NOTHING, false));
    }
}
