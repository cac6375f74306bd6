package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON value a line in, a JSON value a line out, in the same order; what can't be answered becomes {@code {"error":
 * ..}}. Answers are not held back, so that another program can hold a conversation through two pipes.
 */
final class JsonLines {
    private JsonLines() {}

    /** @throws IOException if the input can't be read */
    static void answer(Streams streams, Function<String, Object> answer) throws IOException {
        var in = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                Object value;
                try {
                    value = answer.apply(line);
                } catch (FerkelException e) {
                    value = Map.of("error", String.valueOf(e.getMessage()));
                }
                streams.out().print(JsonMapper.shared().writeValueAsString(value) + "\n");
                if (!in.ready() && streams.out().checkError()) {
                    return;
                }
            }
        }
    }
}
