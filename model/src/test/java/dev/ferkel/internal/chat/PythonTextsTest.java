package dev.ferkel.internal.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Texts, lists and numbers behave as Python's own (texts.jsonl, made by make_texts.py). */
class PythonTextsTest {
    @Test
    void everyExpression() throws IOException {
        var softly = new SoftAssertions();
        try (var in = PythonTextsTest.class.getResourceAsStream("texts.jsonl")) {
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var expected =
                        JsonMapper.shared().readTree(line).path("expected").asString();
                softly.assertThat(RenderRequest.parse(line).render("", ""))
                        .as(line)
                        .isEqualTo(expected);
            }
        }
        softly.assertAll();
    }
}
