package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.corpus.JsonLinesSource;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bits per byte are measured with, of corpora that are mixed. */
class SourcesHeldOutTest {
    @TempDir
    Path folder;

    private CorpusSettings corpus(String word, int texts, double weight) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < texts; i++) {
            lines.append("{\"text\": \"%s %05d\"}\n".formatted(word, i));
        }
        var file = Files.writeString(folder.resolve(word + ".jsonl"), lines);
        return new CorpusSettings(weight, new JsonLinesSource(file, "text"), List.of(), 0);
    }

    private List<String> heldOut(CorpusSettings... corpora) {
        var tokenizer = Golden.path("tokenizers/deepseek_v3");
        var loaded = Optional.of(Tokenizer.load(tokenizer));
        var files = new ModelFiles(tokenizer.resolve("config.json"), Optional.of(tokenizer), loaded, Optional.empty());
        var texts = new ArrayList<String>();
        try (var sources =
                new Sources(List.of(corpora), Cleaning.NOTHING, folder.resolve("data"), files, loaded, 1 << 17, 7)) {
            var held = sources.heldOut();
            for (int i = 0; i < Mixture.PERIOD; i++) {
                texts.add(held.text(i));
            }
        }
        return texts;
    }

    private static long count(List<String> texts, String word) {
        return texts.stream().filter(t -> t.startsWith(word)).count();
    }

    /** Each by its own texts, in the shares of training. */
    @Test
    void eachCorpusIsMeasured() throws IOException {
        var texts = heldOut(corpus("apple", 2000, 3), corpus("berry", 2000, 1));
        assertThat(count(texts, "apple")).isBetween(750L, 786L);
        assertThat(count(texts, "apple") + count(texts, "berry")).isEqualTo(Mixture.PERIOD);
        assertThat(texts.stream().distinct().count()).isBetween(20L, 60L);
    }

    /** One that is too small to hold anything back is not measured; the other then is by itself. */
    @Test
    void smallCorpora() throws IOException {
        var texts = heldOut(corpus("apple", 1, 3), corpus("berry", 2000, 1));
        assertThat(count(texts, "berry")).isEqualTo(Mixture.PERIOD);
    }
}
