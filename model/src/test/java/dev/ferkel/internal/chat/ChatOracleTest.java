package dev.ferkel.internal.chat;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every chat template and Jinja feature as jinja2 renders it. */
class ChatOracleTest {
    @ParameterizedTest
    @ValueSource(strings = {"cases.jsonl", "jinja.jsonl"})
    void lines(String file) throws IOException {
        var softly = new SoftAssertions();
        for (var line : Files.readAllLines(Golden.path("oracle/chat/" + file))) {
            var json = JsonMapper.shared().readTree(line);
            var source = file.equals("jinja.jsonl")
                    ? ""
                    : Files.readString(Golden.path(
                            "oracle/chat/templates/" + json.path("template").asString() + ".jinja"));
            var label = line.substring(0, Math.min(160, line.length()));
            if (json.has("error")) {
                var thrown = catchThrowable(() -> RenderRequest.parse(line).render("template", source));
                softly.assertThat(thrown).as(label).isInstanceOf(FerkelException.class);
                if (json.path("error_type").asString().equals("TemplateError")) {
                    softly.assertThat(thrown)
                            .as(label)
                            .hasMessage(json.path("error").asString());
                }
            } else {
                try {
                    softly.assertThat(RenderRequest.parse(line).render("template", source))
                            .as(label)
                            .isEqualTo(json.path("expected").asString());
                } catch (RuntimeException e) {
                    softly.fail(label, e);
                }
            }
        }
        softly.assertAll();
    }
}
