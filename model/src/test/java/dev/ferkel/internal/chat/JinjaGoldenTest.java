package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferkel.error.FerkelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Thousands of expressions and statements as jinja2 renders them. */
class JinjaGoldenTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    @Test
    void everyLine() throws IOException {
        var softly = new SoftAssertions();
        try (var in = JinjaGoldenTest.class.getResourceAsStream("/chat/jinja.jsonl.gz")) {
            assertThat(in).isNotNull();
            var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
            var context =
                    ((Map<?, ?>) JSON.readValue(lines.readLine(), Map.class).get("context"));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var expected = JSON.readTree(line);
                check(
                        softly,
                        expected.path("template").asString(),
                        expected.path("expected").asString(null),
                        context);
            }
        }
        softly.assertAll();
    }

    @SuppressWarnings("unchecked")
    private static void check(SoftAssertions softly, String template, String expected, Map<?, ?> context) {
        var result = new String[1];
        var thrown = catchThrowable(
                () -> result[0] = JinjaTemplate.compile("template", template).render((Map<String, Object>) context));
        if (expected == null) {
            softly.assertThat(thrown).as(template + " gave " + result[0]).isInstanceOf(FerkelException.class);
        } else {
            softly.assertThat(thrown).as(template).isNull();
            softly.assertThat(result[0]).as(template).isEqualTo(expected);
        }
    }
}
