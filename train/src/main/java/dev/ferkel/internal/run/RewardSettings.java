package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.reward.CommandReward;
import dev.ferkel.internal.reward.JavaReward;
import dev.ferkel.internal.reward.Reward;
import dev.ferkel.internal.reward.Rules;
import dev.ferkel.internal.reward.WeightedRewards;
import java.lang.Character.UnicodeScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Weights of the rewards that are summed.
 *
 * @param accuracy of the right answer
 * @param format of an answer that is well formed
 * @param language of words in Latin letters
 * @param length of the punishment for long answers
 * @param margin tokens before the longest allowed, from which on they are punished
 * @param command a user's own, and its weight
 * @param classes a user's own
 */
record RewardSettings(
        double accuracy,
        double format,
        double language,
        double length,
        int margin,
        Optional<String> command,
        double commandWeight,
        List<JavaClass> classes) {
    /**
     * A reward in Java.
     *
     * @param classPath where it is, if not on this program's own class path
     */
    record JavaClass(String name, List<Path> classPath, double weight) {
        private static Optional<JavaClass> read(RecipeNode node, Path folder) {
            var type = new JavaClass(
                    node.needed("class"),
                    node.texts("class-path").stream().map(folder::resolve).toList(),
                    node.number("weight", -100, 100, 1));
            node.end();
            try {
                type.load();
                return Optional.of(type);
            } catch (FerkelException e) {
                node.problem("class", String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        private Reward load() {
            return JavaReward.load(name, classPath);
        }
    }

    private static final int COMMAND_SECONDS = 60;

    static RewardSettings read(RecipeNode node, Path folder) {
        var classes = new ArrayList<JavaClass>();
        for (var child : node.children("java")) {
            JavaClass.read(child, folder).ifPresent(classes::add);
        }
        var settings = new RewardSettings(
                node.number("accuracy", -100, 100, 1),
                node.number("format", -100, 100, 0.2),
                node.number("language", -100, 100, 0),
                node.number("length", -100, 100, 0),
                node.count("length-margin", 1, 1 << 20, 64),
                node.text("command"),
                node.number("command-weight", -100, 100, 1),
                List.copyOf(classes));
        node.end();
        return settings;
    }

    WeightedRewards reward(int maxTokens) {
        var sum = new WeightedRewards();
        add(sum, "accuracy", Rules.accuracy(), accuracy);
        add(sum, "format", Rules.format(), format);
        add(sum, "language", Rules.language(UnicodeScript.LATIN), language);
        add(sum, "length", Rules.length(maxTokens, margin), length);
        command.ifPresent(c -> add(sum, "command", new CommandReward(c, COMMAND_SECONDS), commandWeight));
        classes.forEach(c -> add(sum, c.name(), c.load(), c.weight()));
        return sum;
    }

    private static void add(WeightedRewards sum, String name, Reward reward, double weight) {
        if (weight != 0) {
            sum.add(name, reward, weight);
        }
    }
}
