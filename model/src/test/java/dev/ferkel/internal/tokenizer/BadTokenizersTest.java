package dev.ferkel.internal.tokenizer;

import dev.ferkel.internal.checkpoint.GgufMetadata;
import dev.ferkel.internal.fuzz.GgufBuilder;
import dev.ferkel.internal.fuzz.Refusal;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizer files that lie about ids, merges and lists, or are too long. */
class BadTokenizersTest {
    private static final String JSON = SmallFiles.tokenizerJson("null", "{\"type\":\"ByteLevel\"}", "null");

    @TempDir
    private Path folder;

    private void refused(String json, String... words) throws IOException {
        var file = Files.writeString(folder.resolve("tokenizer.json"), json);
        Refusal.of(() -> Tokenizer.load(file), words);
    }

    private void changed(String from, String to, String... words) throws IOException {
        refused(JSON.replace(from, to), words);
    }

    @Test
    void values() throws IOException {
        changed("\"hello\":259", "\"hello\":258", "tokenizer.json", "'hello' has id 258");
        changed("\"hello\":259", "\"hello\":-1", "'vocab' has id -1");
        changed("\"hello\":259", "\"hello\":1.5", "'vocab' has id 1.5");
        changed("\"hello\":259", "\"hello\":\"259\"", "'vocab' has id \"259\"");
        changed("\"h e\"", "\"h nothing\"", "merge 0", "'nothing'", "no token of the vocabulary");
        changed("\"h e\"", "\"e h\"", "merge 0", "'eh'");
        changed("\"h e\"", "5", "merge 0");
        changed("\"h e\"", "[\"h\"]", "merge 0");
        changed("\"merges\":[", "\"merges\":{}, \"x\":[", "'merges'");
        changed("\"content\":\"<s>\"", "\"content\":5", "'added_tokens' has no 'content'");
        changed(
                "\"post_processor\":null",
                "\"post_processor\":" + around("[999]"),
                "'post_processor' has id 999",
                "263");
        changed(
                "\"post_processor\":null",
                "\"post_processor\":" + around("[" + "261,".repeat(5000) + "261]"),
                "'post_processor' puts more than 1000 tokens");
        changed("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "'model' is 'Unigram', expected BPE");
        changed("\"vocab\":", "\"x\":", "'model' has no 'vocab'");
        changed("\"decoder\":{", "\"decoder\":{\"x\":5,\"x\":6,", "uplicate");
        var split =
                "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"behavior\":\"Isolated\",\"pattern\":%s}]}";
        for (var pattern : new String[] {"{\"Regex\":\"(\"}", "{\"Regex\":\"[a\"}"}) {
            refused(SmallFiles.tokenizerJson("null", split.formatted(pattern), "null"), "not understood");
        }
        refused(
                SmallFiles.tokenizerJson("null", split.formatted("{\"Regex\":5}"), "null"),
                "expected a String or a Regex");
        refused(
                SmallFiles.tokenizerJson("null", split.formatted("{\"Regex\":\"" + "a".repeat(70_000) + "\"}"), "null"),
                "a pattern of 70000 characters, expected at most 65536");
    }

    private static String around(String ids) {
        return "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"a\"}},{\"Sequence\":{\"id\":\"A\"}}],"
                + "\"special_tokens\":{\"a\":{\"ids\":" + ids + "}}}";
    }

    @Test
    void files() throws IOException {
        Refusal.of(() -> Tokenizer.load(folder), "tokenizer.json", "no such file");
        refused("", "found MISSING, expected a JSON object");
        refused("{\"model\":" + "[".repeat(500_000), "tokenizer.json", "nesting depth");
        try (var file = new RandomAccessFile(folder.resolve("tokenizer.json").toFile(), "rw")) {
            file.setLength(5L << 30);
        }
        Refusal.of(() -> Tokenizer.load(folder), "tokenizer.json", "5368709120 bytes", "expected at most 67108864");
    }

    /** Many added tokens, none of which the vocabulary knows: linear time, bounded memory. */
    @Test
    void manyAddedTokens() throws IOException {
        var added = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            added.append("{\"content\":\"%050d\"},".formatted(i));
        }
        changed("\"added_tokens\":[", "\"added_tokens\":[" + added, "an added token", "at most 512 and 1048576");
    }

    private static void gguf(GgufBuilder keys, String... words) {
        Refusal.of(() -> Tokenizer.fromGguf("m.gguf", GgufMetadata.read(keys.build())), words);
    }

    private static GgufBuilder keys() {
        return new GgufBuilder().text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "qwen2");
    }

    private static GgufBuilder tokens() {
        return keys().texts("tokenizer.ggml.tokens", "a", "b", "ab");
    }

    @Test
    void ggufKeys() {
        gguf(new GgufBuilder(), "m.gguf", "'tokenizer.ggml.model' is 'null', expected gpt2");
        gguf(keys(), "'tokenizer.ggml.tokens' is missing or no list of texts");
        gguf(keys().ints("tokenizer.ggml.tokens", 1, 2), "'tokenizer.ggml.tokens' is missing or no list of texts");
        gguf(tokens(), "'tokenizer.ggml.merges' is missing or no list of texts");
        gguf(tokens().texts("tokenizer.ggml.merges", "a"), "merge 0 is 'a', expected two tokens");
        gguf(tokens().texts("tokenizer.ggml.merges", "a b", "b a"), "merge 1", "'ba'");
        gguf(tokens().ints("tokenizer.ggml.token_type", 1, 1), "'tokenizer.ggml.token_type' is no list of 3");
        gguf(tokens().text("tokenizer.ggml.token_type", "x"), "'tokenizer.ggml.token_type' is no list of 3");
        gguf(
                tokens().u32("tokenizer.ggml.eos_token_id", 3),
                "'tokenizer.ggml.eos_token_id' is 3, but there are 3 tokens");
        gguf(tokens().text("tokenizer.ggml.bos_token_id", "a"), "'tokenizer.ggml.bos_token_id' is no number");
        gguf(
                new GgufBuilder()
                        .text("tokenizer.ggml.model", "gpt2")
                        .text("tokenizer.ggml.pre", "odd")
                        .texts("tokenizer.ggml.tokens", "a")
                        .texts("tokenizer.ggml.merges"),
                "'tokenizer.ggml.pre' is 'odd', expected deepseek-v3");
        gguf(
                keys().texts("tokenizer.ggml.tokens", "a".repeat(600)).ints("tokenizer.ggml.token_type", 3),
                "an added token has 600 characters");
    }
}
