package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Supervised fine-tuning.
 *
 * @param data conversations
 * @param epochs how often each example is learned from; where it is given, steps follow from it and the examples
 * @param learning all but the data
 */
public record SftSettings(List<ChatSettings> data, OptionalDouble epochs, PretrainSettings learning)
        implements StageSettings {
    private static final double MOST_EPOCHS = 10_000;

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
        var epochs = OptionalDouble.empty();
        if (node.has("epochs")) {
            epochs = OptionalDouble.of(node.number("epochs", 1e-6, MOST_EPOCHS, 1));
            if (node.has("steps")) {
                node.problem("epochs", "can't be beside 'steps': one follows from the other");
            }
            if (node.has("batch-ramp")) {
                node.problem("epochs", "can't be beside 'batch-ramp'");
            }
            if (!data.stream().allMatch(d -> d instanceof ChatSettings.Chats && d.weight() == 1)) {
                node.problem("epochs", "needs data that end, chats or samples, each without a weight");
            }
        }
        if (node.has("mask")) {
            node.problem("mask", "is no choice here: examples never see each other");
        }
        var learning = PretrainSettings.read(node, List.of(), Cleaning.NOTHING, false);
        if (learning.evaluateEvery() > 0) {
            node.problem("evaluate-every", "has no held-out texts here: measure with 'ferkel eval'");
        }
        return new SftSettings(data, epochs, learning);
    }
}
