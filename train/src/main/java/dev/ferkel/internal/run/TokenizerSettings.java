package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.List;

/**
 * Training a tokenizer.
 *
 * @param documents of each source, at most
 */
public record TokenizerSettings(List<DataSettings> data, Cleaning cleaning, int vocabulary, int documents)
        implements StageSettings {
    @Override
    public String kind() {
        return "tokenizer";
    }

    static TokenizerSettings read(RecipeNode node, Path folder) {
        var settings = new TokenizerSettings(
                DataSettings.list(node, folder),
                Cleaning.read(node, folder),
                node.count("vocabulary", 300, 1 << 20),
                node.count("documents", 1, 1 << 30, 20_000));
        node.end();
        if (settings.data().stream().anyMatch(d -> d instanceof DataSettings.Tokens)) {
            node.problem("data", "token files have no text");
        }
        return settings;
    }
}
