package dev.ferkel.internal.run;

import dev.ferkel.internal.bpe.PreTokenizerKind;
import java.nio.file.Path;
import java.util.List;

/**
 * Training a tokenizer.
 *
 * @param documents of each source, at most
 * @param preTokenizer cuts texts into the pieces inside which merges happen
 */
public record TokenizerSettings(
        List<DataSettings> data, Cleaning cleaning, int vocabulary, int documents, PreTokenizerKind preTokenizer)
        implements StageSettings {
    private enum PreTokenizer {
        DIGITS,
        DEEPSEEK_V3
    }

    @Override
    public String kind() {
        return "tokenizer";
    }

    static TokenizerSettings read(RecipeNode node, Path folder) {
        var settings = new TokenizerSettings(
                DataSettings.list(node, folder),
                Cleaning.read(node, folder),
                node.count("vocabulary", 300, 1 << 20),
                node.count("documents", 1, 1 << 30, 20_000),
                node.choice("pre-tokenizer", PreTokenizer.DIGITS) == PreTokenizer.DIGITS
                        ? PreTokenizerKind.DEEPSEEK_V3_DIGITS
                        : PreTokenizerKind.DEEPSEEK_V3);
        node.end();
        if (settings.data().stream().anyMatch(d -> d instanceof DataSettings.Tokens)) {
            node.problem("data", "token files have no text");
        }
        return settings;
    }
}
