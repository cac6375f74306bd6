package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.bpe.PreTokenizerKind;
import dev.ferkel.internal.corpus.JsonLinesSource;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerStageTest {
    @TempDir
    Path folder;

    /** What is broken far behind is not met yet: a source's texts are not gathered. */
    @Test
    void readsNoFurther() throws IOException {
        var file = Files.writeString(
                folder.resolve("texts.jsonl"), "{\"text\": \"fine\"}\n".repeat(100_000) + "{broken\n");
        var corpus = new CorpusSettings(1, new JsonLinesSource(file, "text"), List.of(), 0);
        var settings = new TokenizerSettings(
                List.of(corpus), Cleaning.NOTHING, 300, 1_000_000, PreTokenizerKind.DEEPSEEK_V3_DIGITS);
        try (var texts = new TokenizerStage(settings, 0).texts()) {
            assertThat(texts.next()).isEqualTo("fine");
            assertThatThrownBy(() -> texts.forEachRemaining(t -> {})).isInstanceOf(FerkelException.class);
        }
    }

    private Tokenizer trained(String name, String... changes) throws IOException {
        var settings = (TokenizerSettings)
                Recipes.read(folder, Recipes.TINY, changes).stages().getFirst();
        var output = folder.resolve(name);
        new TokenizerStage(settings, 3).run(output);
        return Tokenizer.load(output);
    }

    /** Each digit by itself, or what often stands together. */
    @Test
    void preTokenizers() throws IOException {
        var large = "stages.0.tokenizer.vocabulary=2000";
        assertThat(trained("digits", large).encode("100", false)).hasSize(3);
        assertThat(trained("deepseek", large, "stages.0.tokenizer.pre-tokenizer=deepseek-v3")
                        .encode("100", false))
                .hasSizeLessThan(3);
        assertThatThrownBy(() -> trained("none", "stages.0.tokenizer.pre-tokenizer=gpt-2"))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("expected digits, deepseek-v3");
    }
}
