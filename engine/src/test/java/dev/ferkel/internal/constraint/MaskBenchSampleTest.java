package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.schema.JsonMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Instances of published schemas, valid and invalid, are decided as their collection says. */
class MaskBenchSampleTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Test
    void decidesEveryInstance() throws IOException {
        var wrong = new ArrayList<String>();
        var refused = new ArrayList<String>();
        int instances = 0;
        var in = Objects.requireNonNull(
                MaskBenchSampleTest.class.getResourceAsStream("/constraint/maskbench_sample.jsonl.gz"));
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var item = MAPPER.readTree(line);
                var name = item.path("name").asString("");
                try {
                    instances += decide(JsonMachine.of(item.path("schema")), name, item.path("tests"), wrong);
                } catch (FerkelException e) {
                    refused.add(name);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(instances).isGreaterThan(1000);
    }

    private static int decide(Machine machine, String name, JsonNode tests, List<String> wrong) {
        for (var test : tests) {
            for (var style : JsonStyle.values()) {
                if (Reading.accepts(machine, style.write(test.path("data")))
                        != test.path("valid").asBoolean()) {
                    wrong.add(name + ", " + style + ": " + test);
                }
            }
        }
        return tests.size();
    }
}
