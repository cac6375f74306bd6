package dev.ferkel.internal.checkpoint;

import static dev.ferkel.internal.fuzz.GgufBuilder.join;
import static dev.ferkel.internal.fuzz.GgufBuilder.little;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.fuzz.GgufBuilder;
import dev.ferkel.internal.fuzz.Refusal;
import dev.ferkel.internal.fuzz.SmallFiles;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GGUF files that are cut off, too long, overlapping or lying, and splits that don't belong together. */
class BadGgufTest {
    @TempDir
    private Path folder;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static Arguments bad(String words, GgufBuilder file) {
        return Arguments.of(words, file.build());
    }

    /** What the message has to say, words separated by bars, and the file. */
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("does not begin with 'GGUF'", new byte[0]),
                Arguments.of("does not begin with 'GGUF'", "GGML and what else there was".getBytes()),
                bad("GGUF version 1|expected 2 or 3", new GgufBuilder().version(1)),
                bad("big-endian", new GgufBuilder().version(3 << 24)),
                bad("18446744073709551615 tensors|at most 0", new GgufBuilder().counts(-1, 0)),
                bad("4611686018427387904 metadata keys", new GgufBuilder().counts(0, 1L << 62)),
                bad(
                        "truncated|within its header",
                        new GgufBuilder().counts(1, 1).text("a", "bcdefghijk")),
                bad("text of 9223372036854775807 bytes|at most", text("a", Long.MAX_VALUE)),
                bad("truncated|within its header", text("a", 60_000_000)),
                bad("text of 70000 bytes|at most 65535", key(70_000)),
                bad("key 'a'|value type 13|expected 0 to 12", new GgufBuilder().key("a", 13, new byte[8])),
                bad(
                        "2305843009213693952 entries of 'a'|at most",
                        new GgufBuilder().array("a", 4, 1L << 61, new byte[9])),
                bad("4294967295 entries of 'a'|at most", new GgufBuilder().array("a", 8, 0xffffffffL, new byte[99])),
                bad("key 'a'|nests arrays too deeply", new GgufBuilder().key("a", 9, nested(1000))),
                bad("key 'a'|value type 77", new GgufBuilder().array("a", 77, 1, new byte[9])),
                bad("key 'a' comes twice", new GgufBuilder().u32("a", 1).u32("a", 2)),
                bad("tensor 'a' has 5 dimensions|at most 4", new GgufBuilder().entry("a", 0, 0, 1, 1, 1, 1, 1)),
                bad("tensor 'a' has type 99", new GgufBuilder().entry("a", 99, 0, 1)),
                bad("tensor 'a'|shape|not one of a tensor", new GgufBuilder().entry("a", 0, 0, 4, 1L << 62, 1L << 62)),
                bad("tensor 'a'|more than can be addressed", new GgufBuilder().entry("a", 0, 0, Long.MAX_VALUE)),
                bad("tensor 'a'|-1 elements", new GgufBuilder().entry("a", 0, 0, -1)),
                bad("tensor 'a'|33 elements don't fill blocks of 32", new GgufBuilder().entry("a", 2, 0, 33)),
                bad("tensor 'a' takes 40 bytes from 0 on|data ends at 0", new GgufBuilder().entry("a", 0, 0, 10)),
                bad("tensor 'a'|from 18446744073709551584 on", new GgufBuilder().entry("a", 0, -32, 1)),
                bad(
                        "tensor 'a'|not aligned to 32",
                        new GgufBuilder().tensor("b", 0, 64, 16).entry("a", 0, 4, 1)),
                bad(
                        "'a' and 'b' overlap",
                        new GgufBuilder().tensor("a", 0, 64, 16).entry("b", 0, 32, 8)),
                bad("'a' comes twice", new GgufBuilder().tensor("a", 0, 64, 16).tensor("a", 0, 64, 16)),
                bad("'general.alignment' is 3|power of two", new GgufBuilder().u32("general.alignment", 3)),
                bad("'general.alignment' is 0|power of two", new GgufBuilder().u32("general.alignment", 0)),
                bad("a\\nb\\u001b[2J", new GgufBuilder().entry("a\nb\u001b[2J", 99, 0, 1)));
    }

    private static GgufBuilder text(String key, long length) {
        return new GgufBuilder().key(key, 8, little(8, length));
    }

    private static GgufBuilder key(int length) {
        return new GgufBuilder().text("a".repeat(length), "b");
    }

    private static byte[] nested(int depth) {
        var bytes = new byte[0][];
        var parts = Arrays.copyOf(bytes, depth);
        Arrays.fill(parts, join(little(4, 9), little(8, 1)));
        return join(parts);
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefused(String words, byte[] bytes) throws IOException {
        var file = file("bad.gguf", bytes);
        Refusal.of(() -> Checkpoint.open(file), ("bad.gguf|" + words).split("\\|"));
    }

    /** Each length is refused or, where only padding is missing, taken; nothing is read beyond the end. */
    @Test
    void cutOffAfterEachByte() throws IOException {
        for (var whole :
                new byte[][] {SmallFiles.llama().build(), SmallFiles.allKeys().build()}) {
            int taken = 0;
            for (int end = 0; end < whole.length; end++) {
                var file = file("cut.gguf", Arrays.copyOf(whole, end));
                try (var checkpoint = Checkpoint.open(file)) {
                    ReadAll.tensors(checkpoint, end);
                    taken++;
                } catch (FerkelException e) {
                    assertThat(e.getMessage()).contains("cut.gguf");
                }
            }
            assertThat(taken).isLessThan(32);
        }
    }

    /** Four gigabytes of zeros, or of what looks like counts, take no memory. */
    @Test
    void aSparseFileOfGigabytes() throws IOException {
        for (int type : new int[] {0, 2, 7, 8, 9, 11}) {
            var head = new GgufBuilder()
                    .array("a", type, (3L << 30) / 12, new byte[0])
                    .build();
            var file = file("sparse.gguf", head);
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(4L << 30);
            }
            Refusal.of(() -> Checkpoint.open(file), "sparse.gguf");
        }
    }

    @Test
    void splits() throws IOException {
        var first = SmallFiles.llamaKeys().u32("split.count", 2).u32("split.no", 0);
        var second = new GgufBuilder().u32("split.count", 2).u32("split.no", 1).tensor("a", 0, 4, 1);
        var path = file("m-00001-of-00002.gguf", first.build());
        Refusal.of(() -> Checkpoint.open(path), "m-00002-of-00002.gguf", "no such file");
        file("m-00002-of-00002.gguf", first.build());
        Refusal.of(() -> Checkpoint.open(path), "m-00002", "part 1 of 2", "expected 2 of 2");
        file("m-00002-of-00002.gguf", second.build());
        Checkpoint.open(path).close();
        Refusal.of(() -> Checkpoint.open(folder.resolve("m-00002-of-00002.gguf")), "open part 00001");
        file("m-00002-of-00002.gguf", second.u32("split.count", 3).build());
        Refusal.of(() -> Checkpoint.open(path), "m-00002", "'split.count' comes twice");

        var many = file("n-00001-of-99999.gguf", SmallFiles.llamaKeys().build());
        Refusal.of(() -> Checkpoint.open(many), "n-00002-of-99999.gguf", "no such file");
        var none = file("n-00001-of-00000.gguf", SmallFiles.llamaKeys().build());
        Refusal.of(() -> Checkpoint.open(none), "part 00001 of 00000");
        var alone =
                file("alone.gguf", SmallFiles.llamaKeys().u32("split.count", 5).build());
        Refusal.of(() -> Checkpoint.open(alone), "part 1 of 5", "expected 1 of 1");
        var twice = file("t-00001-of-00002.gguf", SmallFiles.llama().build());
        Files.createSymbolicLink(folder.resolve("t-00002-of-00002.gguf"), twice.getFileName());
        Refusal.of(() -> Checkpoint.open(twice), "t-00002", "'token_embd.weight' is in another file, too");
        var round = file("r-00001-of-00002.gguf", SmallFiles.llamaKeys().build());
        Files.createSymbolicLink(folder.resolve("r-00002-of-00002.gguf"), Path.of("r-00002-of-00002.gguf"));
        Refusal.of(() -> Checkpoint.open(round), "r-00002", "no such file");
    }

    private void model(GgufBuilder builder, String... words) throws IOException {
        var file = file("model.gguf", builder.build());
        try (var checkpoint = Checkpoint.open(file)) {
            Refusal.of(() -> Model.load(checkpoint, Progress.NONE), words);
        }
    }

    @Test
    void modelsThatAreNone() throws IOException {
        model(SmallFiles.llamaKeys(), "'token_embd.weight' is missing");
        model(
                SmallFiles.llamaKeys().tensor("token_embd.weight", 0, 256, 8, 8),
                "'model.layers.0.input_layernorm.weight'");
        model(SmallFiles.llamaKeys().tensor("token_embd.weight", 0, 0, 8, 0), "'token_embd.weight' is 0");
        model(SmallFiles.llama().ints("llama.rope.dimension_count", 7), "rope.dimension_count", "7");
        model(SmallFiles.llama().tensor("rope_freqs.weight", 1, 4, 2), "'rope_freqs.weight'", "F32 vector");
        model(
                SmallFiles.llama().tensor("rope_freqs.weight", 0, 12, 3),
                "'rope_freqs.weight' has 3 numbers, expected 2");
        model(SmallFiles.llama().tensor("output.weight", 26, 256, 8, 8), "'lm_head.weight' is I32");
        model(SmallFiles.llama().tensor("output.weight", 0, 288, 8, 9), "[9, 8]", "expected [8, 8]");
        model(SmallFiles.llama().tensor("blk.0.attn_q.bias", 0, 4, 1), "q_proj.bias", "[1]", "expected [8]");
    }

    /** Key and value matrices whose sizes would be multiplied before anybody compares them with the config. */
    @Test
    void splitKeyValuesThatLie() throws IOException {
        var file = SmallFiles.deepSeekKeys();
        for (var one : new String[] {"attn_norm 8", "attn_q_a_norm 4", "attn_kv_a_norm 4"}) {
            var words = one.split(" ");
            file.tensor("blk.0." + words[0] + ".weight", 0, 4 * Integer.parseInt(words[1]), Long.parseLong(words[1]));
        }
        file.tensor("token_embd.weight", 1, 128, 8, 8)
                .tensor("blk.0.attn_q_a.weight", 1, 64, 8, 4)
                .tensor("blk.0.attn_q_b.weight", 1, 64, 4, 8)
                .tensor("blk.0.attn_kv_a_mqa.weight", 1, 96, 8, 6)
                .entry("blk.0.attn_k_b.weight", 1, 0, 0, 1L << 40, 1)
                .entry("blk.0.attn_v_b.weight", 1, 0, 1L << 40, 0, 1);
        model(file, "attn_k_b [1, 1099511627776, 0]", "expected [heads, latent, nope]");
    }
}
