package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a line of {@code render --json}. */
class RenderRequestFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":null,"
                                + "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1.0}}}]}],\"tools\":null,"
                                + "\"add_generation_prompt\":true,\"extra\":{\"enable_thinking\":false},\"bos_token\":\"<s>\","
                                + "\"eos_token\":null}",
                        "{\"template\":\"{{ x | tojson }}{{ y.z[0] }}\",\"context\":{\"x\":[1,2.5,null],\"y\":{\"z\":\"a\"}}}")
                .map(s -> s.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(RenderRequestFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("chat request", seeds(), 20_000, RenderRequestFuzzTest::take, "\"messages\":", "\"content\":");
    }

    private static void take(byte[] input) {
        var request = RenderRequest.parse(new String(input, StandardCharsets.UTF_8));
        var once = request.render("t.jinja", TemplateFuzzTest.CHAT);
        assertThat(request.render("t.jinja", TemplateFuzzTest.CHAT)).isEqualTo(once);
    }
}
