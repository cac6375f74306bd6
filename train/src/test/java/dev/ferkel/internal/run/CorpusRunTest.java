package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A chain on files of texts, mixed with generated problems. */
class CorpusRunTest {
    private static final List<String> WORDS =
            List.of("pig", "sow", "boar", "oak", "mud", "trough", "acorn", "snout", "barn", "straw", "für", "学习");

    @TempDir
    Path folder;

    private Path recipe;

    private static String sentence(Random random, int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size())))
                    .append(random.nextInt(50))
                    .append(' ');
        }
        return text.toString();
    }

    @BeforeEach
    void files() throws IOException {
        var random = new Random(6);
        var lines = new StringBuilder();
        var evaluation = sentence(random, 20);
        for (int i = 0; i < 300; i++) {
            var text = i == 7 ? "At first: " + evaluation : i == 9 ? "twice the same" : sentence(random, 20 + i % 5);
            lines.append(JsonMapper.shared().writeValueAsString(Map.of("text", text)))
                    .append('\n');
        }
        lines.append("{\"text\": \"twice  the same\"}\n");
        Files.writeString(folder.resolve("texts.jsonl"), lines);
        Files.writeString(folder.resolve("evaluation.txt"), evaluation);
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("src.zip")))) {
            for (int i = 0; i < 20; i++) {
                zip.putNextEntry(new ZipEntry("A%d.java".formatted(i)));
                zip.write("class A%d { int pig() { return %d; } }\n"
                        .formatted(i, i * i)
                        .getBytes());
            }
        }
        var data = """
                data:
                        - {jsonl: texts.jsonl, weight: 2, min-characters: 5}
                        - {jdk: src.zip, fim: 0.5}
                        - {problems: {kinds: {arithmetic: 1}}, weight: 1}
                      deduplicate: near
                      decontaminate: [{text: evaluation.txt}]
                """;
        recipe = Recipes.write(
                folder,
                Recipes.TINY
                        .replace("data: [{problems: {kinds: {arithmetic: 1}}}]", data.strip())
                        .replace("data: [{problems: {kinds: {arithmetic: 1, sorting: 2}}}]", data.strip())
                        .replace("batch: 4", "batch: 4\n      batch-ramp: {from: 2, steps: 4}"));
    }

    @Test
    void chain() throws IOException {
        var read = Recipe.read(recipe, List.of());
        var whole = Run.execute(read, folder.resolve("whole"), false, "", Recipes.SILENT);
        var card = JsonMapper.shared().readTree(folder.resolve("whole/1-pretrain/data/data-card.json"));
        var removed = card.path("sources").path(0).path("removed");
        assertThat(removed.path("contaminated").asInt()).isEqualTo(1);
        assertThat(removed.path("exact duplicate").asInt()).isEqualTo(1);
        assertThat(removed.path("held back").asInt()).isPositive();
        assertThat(card.path("sources").path(1).path("kept").asInt()).isBetween(1, 20);
        var log = Files.readAllLines(folder.resolve("whole/1-pretrain/log.jsonl")).stream()
                .map(l -> JsonMapper.shared().readTree(l))
                .toList();
        var tokens =
                log.stream().limit(5).map(l -> l.path("tokens").asLong() / 48).toList();
        assertThat(tokens).containsExactly(2L, 4L, 6L, 8L, 12L);
        assertThat(log.get(11).path("bits per byte").asDouble()).isBetween(0.1, 8.0);
        assertThatThrownBy(() -> Run.execute(read, folder.resolve("killed"), false, "", new RunObserver() {
                    @Override
                    public void note(String line) {}

                    @Override
                    public void step(int done, int total, Map<String, ?> record) {
                        if (done == 7) {
                            throw new IllegalStateException();
                        }
                    }
                }))
                .isInstanceOf(IllegalStateException.class);
        var resumed = Run.execute(read, folder.resolve("killed"), true, "", Recipes.SILENT);
        assertThat(resumed.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        turnedAbout(Tokenizer.load(whole));
    }

    /** Prefix, suffix, middle: put together again they are the text, and each cut is as likely as another. */
    private static void turnedAbout(Tokenizer tokenizer) {
        var text = "class A { /* 学习 für */ int pig() { return 3; } }";
        var ids = tokenizer.encode(text, false);
        var random = new SplittableRandom(3);
        int turned = 0;
        var cuts = new ArrayList<Integer>();
        for (int i = 0; i < 2000; i++) {
            var document = new FillInTheMiddle(tokenizer, 0.3).apply(random, ids);
            var parts = tokenizer.decode(document, false).split("<｜fim▁(begin|hole|end)｜>", -1);
            if (parts.length > 1) {
                turned++;
                assertThat(parts).hasSize(4);
                assertThat(parts[0]).isEmpty();
                assertThat(parts[1] + parts[3] + parts[2]).isEqualTo(text);
                cuts.add(parts[1].length());
            } else {
                assertThat(document).isEqualTo(ids);
            }
        }
        assertThat(turned).isBetween(500, 700);
        // the smaller of two even cuts is a third of the length on average
        assertThat(cuts.stream().mapToInt(c -> c).average().orElse(0))
                .isBetween(0.27 * text.length(), 0.39 * text.length());
    }

    @Test
    void aTokenizerWithoutTheTokens() {
        var folderOf = dev.ferkel.testing.Golden.path("tokenizers/qwen2_5");
        var changed = List.of(
                "stages=[{pretrain: {data: [{jdk: src.zip, fim: 0.1}], sequence: 16, batch: 1, steps: 1}}]",
                "tokenizer=" + folderOf);
        var read = Recipe.read(recipe, changed);
        assertThatThrownBy(() -> Run.execute(read, folder.resolve("run"), false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("fim");
    }
}
