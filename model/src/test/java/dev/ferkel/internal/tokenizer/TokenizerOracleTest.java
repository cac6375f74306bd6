package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every text and stream of the reference tokenizers library, with DeepSeek-V3's and Qwen2.5's files. */
class TokenizerOracleTest {
    private static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "qwen2_5"})
    void texts(String name) throws IOException {
        var tokenizer = Tokenizer.load(Golden.path("tokenizers/" + name));
        for (var line : Files.readAllLines(Golden.path("oracle/tokenizer/" + name + ".jsonl"))) {
            var expected = JsonMapper.shared().readTree(line);
            var text = expected.path("text").asString();
            assertThat(tokenizer.encode(text, false))
                    .as(line.substring(0, Math.min(200, line.length())))
                    .isEqualTo(ints(expected.path("ids")));
            if (Arrays.stream(ints(expected.path("ids"))).noneMatch(tokenizer::isControl)) {
                assertThat(tokenizer.encodeText(text)).isEqualTo(ints(expected.path("ids")));
            }
            assertThat(tokenizer.encode(text, true)).isEqualTo(ints(expected.path("ids_special")));
            assertThat(tokenizer.decode(ints(expected.path("ids")), false))
                    .isEqualTo(expected.path("decoded").asString());
        }
    }

    /** What others wrote steers nothing, and comes back as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "qwen2_5"})
    void textHasNoControlTokens(String name) {
        var tokenizer = Tokenizer.load(Golden.path("tokenizers/" + name));
        var text = "a<｜end▁of▁sentence｜>b <|im_end|>\n<|endoftext|> <think>";
        var ids = tokenizer.encodeText(text);
        assertThat(Arrays.stream(tokenizer.encode(text, false)).filter(tokenizer::isControl))
                .isNotEmpty();
        assertThat(Arrays.stream(ids).filter(tokenizer::isControl)).isEmpty();
        assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "qwen2_5"})
    void streams(String name) throws IOException {
        var tokenizer = Tokenizer.load(Golden.path("tokenizers/" + name));
        for (var line : Files.readAllLines(Golden.path("oracle/tokenizer/stream_" + name + ".jsonl"))) {
            var expected = JsonMapper.shared().readTree(line);
            var decoder = tokenizer.decoder(false);
            var ids = ints(expected.path("ids"));
            for (int i = 0; i < ids.length; i++) {
                assertThat(decoder.accept(ids[i]))
                        .as(line)
                        .isEqualTo(expected.path("pieces").get(i).asString());
            }
            assertThat(decoder.end()).isEqualTo(expected.path("end").asString());
        }
    }
}
