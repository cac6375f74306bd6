package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Rejection sampling: answers that are right and readable, for others to learn from.
 *
 * @param teacher a folder; empty: the model of the stage before, or {@code endpoint}
 * @param endpoint of a server with OpenAI's API
 * @param model its name there
 * @param keyVariable of the environment, which holds the account's key
 * @param count problems
 * @param samples answers a problem
 * @param keep answers of a problem at most
 */
public record SampleSettings(
        Optional<Path> teacher,
        Optional<String> endpoint,
        String model,
        Optional<String> keyVariable,
        DataSettings.Problems problems,
        double thinking,
        int count,
        int samples,
        int keep,
        float temperature,
        int maxTokens,
        int seed)
        implements StageSettings {
    @Override
    public String kind() {
        return "sample";
    }

    long seed(long recipes) {
        return seed < 0 ? recipes : seed;
    }

    static SampleSettings read(RecipeNode node, Path folder) {
        var settings = new SampleSettings(
                node.has("teacher") ? node.present("teacher", folder) : Optional.empty(),
                node.text("endpoint"),
                node.text("model").orElse("deepseek-reasoner"),
                node.text("key-variable"),
                DataSettings.problems(node.child("problems"), 1),
                node.number("thinking", 0, 1, 1),
                node.count("count", 1, 1 << 30),
                node.count("samples", 1, 1024, 4),
                node.count("keep", 1, 1024, 1),
                (float) node.number("temperature", 0, 10, 1),
                node.count("max-tokens", 1, 1 << 20, 256),
                node.count("seed", 0, Integer.MAX_VALUE, -1));
        if (settings.teacher.isPresent() && settings.endpoint.isPresent()) {
            node.problem("", "has a 'teacher', a folder, and an 'endpoint': expected one of them");
        }
        node.end();
        return settings;
    }
}
