package dev.ferkel.internal.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is written is what the tokenizer makes of the documents, and damage is noticed. */
class ShardsTest {
    @TempDir
    static Path folder;

    private static Path tokenizer;
    private static final List<String> TEXTS = new ArrayList<>();

    @BeforeAll
    static void corpus() throws IOException {
        tokenizer = Golden.path("tokenizers/deepseek_v3");
        var lines = new StringBuilder();
        var random = new Random(5);
        for (int i = 0; i < 40; i++) {
            var text = "Text %d: %s".formatted(i, "für Größe 42 深度学习 ".repeat(random.nextInt(6)) + random.nextLong());
            TEXTS.add(text);
            lines.append(JsonMapper.shared().writeValueAsString(java.util.Map.of("text", text)))
                    .append('\n');
        }
        Files.writeString(folder.resolve("texts.jsonl"), lines);
        Files.writeString(folder.resolve("tokens.jsonl"), "{\"ids\":[5,128000]}\n{\"ids\":[]}\n{\"ids\":[7,1]}\n");
    }

    private static List<Selection> selections() {
        return List.of(
                new Selection(new JsonLinesSource(folder.resolve("texts.jsonl"), "text"), List.of()),
                new Selection(new TokenLinesSource(folder.resolve("tokens.jsonl")), List.of()));
    }

    private static DataCard write(Path out, List<DocumentFilter> shared) {
        return Shards.write(out, selections(), shared, tokenizer, new ShardSettings(200, 9));
    }

    private static int[] expected() {
        var ids = new ArrayList<Integer>();
        var reference = Tokenizer.load(tokenizer);
        for (var text : TEXTS) {
            Arrays.stream(reference.encode(text, false)).forEach(ids::add);
            ids.add(1);
        }
        ids.addAll(List.of(5, 128000, 1, 7, 1));
        return ids.stream().mapToInt(i -> i).toArray();
    }

    /** A text that quotes the end of a sentence has no end there. */
    @Test
    void aTextEndsOnce(@TempDir Path out) throws IOException {
        var text = "In its files <｜end▁of▁sentence｜> ends a text, and <｜User｜> or <think> begin one.";
        var file = Files.writeString(
                out.resolve("quotes.jsonl"), JsonMapper.shared().writeValueAsString(java.util.Map.of("text", text)));
        var selection = new Selection(new JsonLinesSource(file, "text"), List.of());
        Shards.write(out, List.of(selection), List.of(), tokenizer, new ShardSettings(200, 9));
        var reference = Tokenizer.load(tokenizer);
        try (var shards = Shards.open(out)) {
            var ids = new int[(int) shards.tokens() - 1];
            shards.read(0, ids);
            assertThat(ids).doesNotContain(shards.endToken());
            assertThat(Arrays.stream(ids).filter(reference::isControl)).isEmpty();
            assertThat(reference.decode(ids, true)).isEqualTo(text);
        }
    }

    @Test
    void holdsTheDocumentsTokens(@TempDir Path out) {
        var card = write(out, List.of());
        try (var shards = Shards.open(out)) {
            var expected = expected();
            shards.verify();
            assertThat(shards.tokens()).isEqualTo(expected.length).isEqualTo(card.total(SourceCard::tokens));
            var all = new int[expected.length];
            shards.read(0, all);
            assertThat(all).isEqualTo(expected);
            assertThat(shards.documents()).isEqualTo(42);
            assertThat(out.resolve("shard-00002.bin")).exists();
            for (int d = 1; d < shards.documents(); d++) {
                long start = shards.documentStart(d);
                assertThat(shards.token(start - 1)).isEqualTo(shards.endToken());
                var some = new int[(int) Math.min(150, shards.tokens() - start)];
                shards.read(start, some);
                assertThat(some).isEqualTo(Arrays.copyOfRange(expected, (int) start, (int) start + some.length));
            }
            assertThatThrownBy(() -> shards.token(shards.tokens())).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> shards.read(shards.tokens() - 1, new int[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void smallVocabulariesTakeTwoBytes(@TempDir Path out) throws IOException {
        try (var writer = new ShardWriter(out, new ShardsIndex(1 << 16, 0, "", 0), 1000)) {
            assertThat(writer.add("a", 65535, 3)).isEqualTo(3);
            assertThatThrownBy(() -> writer.add("b", 65536))
                    .isInstanceOf(FerkelException.class)
                    .hasMessage("b: token 65536 is outside the vocabulary of 65536");
        }
        assertThat(out.resolve("shard-00000.bin.part")).doesNotExist();
        try (var writer = new ShardWriter(out, new ShardsIndex(1 << 16, 0, "", 0), 1000)) {
            writer.add("a", 65535, 3);
            writer.finish();
        }
        var bytes = ByteBuffer.wrap(Files.readAllBytes(out.resolve("shard-00000.bin")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new short[] {bytes.getShort(), bytes.getShort(), bytes.getShort()})
                .containsExactly(-1, 3, 0);
        assertThat(bytes.hasRemaining()).isFalse();
        try (var shards = Shards.open(out)) {
            assertThat(shards.token(0)).isEqualTo(65535);
        }
    }

    @Test
    void theSameInputGivesTheSameBytes(@TempDir Path one, @TempDir Path two) throws IOException {
        write(one, List.of(new ExactDeduplication(), new NearDeduplication(9, 0.8)));
        write(two, List.of(new ExactDeduplication(), new NearDeduplication(9, 0.8)));
        try (var files = Files.list(one)) {
            for (var file : files.toList()) {
                assertThat(two.resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void theCardSaysWhatBecameOfEachSource(@TempDir Path out) throws IOException {
        DocumentFilter odd = text ->
                text.matches("(?s)Text \\d*[13579]:.*") ? java.util.Optional.of("odd") : java.util.Optional.empty();
        var card = write(out, List.of(odd));
        var texts = card.sources().getFirst();
        assertThat(texts.read()).isEqualTo(40);
        assertThat(texts.kept()).isEqualTo(20);
        assertThat(texts.removed()).containsExactly(java.util.Map.entry("odd", 20L));
        assertThat(texts.readBytes())
                .isEqualTo(TEXTS.stream()
                        .mapToLong(t -> t.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                        .sum());
        assertThat(card.sources().get(1).removed()).containsExactly(java.util.Map.entry("empty", 1L));
        assertThat(out.resolve("data-card.md"))
                .content()
                .contains("| all | 43 | 22 |")
                .contains("odd 20");
        var json = JsonMapper.shared().readTree(out.resolve("data-card.json"));
        assertThat(json.path("sources").get(0).path("tokens").asLong()).isEqualTo(texts.tokens());
        assertThat(json.path("seed").asInt()).isEqualTo(9);
    }

    @Test
    void nothingLeftIsAnError(@TempDir Path out) {
        var none = List.<DocumentFilter>of(text -> java.util.Optional.of("all"));
        var only = selections().subList(0, 1);
        assertThatThrownBy(() -> Shards.write(out, only, none, tokenizer, new ShardSettings(200, 0)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no document is left to be written");
        assertThatThrownBy(() -> Shards.open(out))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("index.json: no such file");
    }

    /** A run that broke off must not leave what looks like an older, whole one. */
    @Test
    void whatBrokeOffIsNotWhole(@TempDir Path out) throws IOException {
        write(out, List.of());
        Files.writeString(folder.resolve("bad.jsonl"), "{\"text\":\"a\"}\n{\"text\":");
        var bad = List.of(new Selection(new JsonLinesSource(folder.resolve("bad.jsonl"), "text"), List.of()));
        assertThatThrownBy(() -> Shards.write(out, bad, List.of(), tokenizer, new ShardSettings(200, 0)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("bad.jsonl: line 2: not JSON");
        assertThatThrownBy(() -> Shards.open(out)).isInstanceOf(FerkelException.class);
    }

    /** Damage is an error of one line, at opening, reading or verifying, or it is in what says nothing about tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"index.json", "shard-00001.json", "shard-00001.bin"})
    void damageIsNoticed(String name, @TempDir Path out) throws IOException {
        write(out, List.of());
        var file = out.resolve(name);
        var good = Files.readAllBytes(file);
        var random = new Random(2);
        var expected = expected();
        for (int round = 0; round < 500; round++) {
            var bytes = Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
            if (bytes.length == good.length) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
            try (var shards = Shards.open(out)) {
                shards.verify();
                var all = new int[Math.toIntExact(shards.tokens())];
                shards.read(0, all);
                for (long d = 0; d < shards.documents(); d++) {
                    shards.documentStart(d);
                }
                assertThat(expected).startsWith(all);
            } catch (FerkelException e) {
                assertThat(e).hasMessageContaining(out.toString());
            }
        }
    }
}
