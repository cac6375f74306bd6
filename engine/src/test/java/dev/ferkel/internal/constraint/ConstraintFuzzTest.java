package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.schema.JsonMachine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any text as a schema and as a pattern: taken, or refused by one line. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ConstraintFuzzTest {
    private static final int STEPS = 40;
    private static final List<String> SEEDS = List.of(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}},\"required\":[\"a\"],\"$defs\":{\"b\":"
                    + "{\"type\":[\"string\",\"null\"],\"minLength\":2,\"pattern\":\"^a+(b|c)?$\"}}}",
            "{\"anyOf\":[{\"items\":{\"$ref\":\"#\"},\"uniqueItems\":true,\"maxItems\":3},{\"minimum\":1.5,\"multipleOf\":0.5}]}",
            "{\"oneOf\":[{\"patternProperties\":{\"^x\":false}},{\"not\":{\"const\":{\"a\":[1,null]}}}],\"if\":{\"minProperties\":1},"
                    + "\"then\":{\"propertyNames\":{\"format\":\"date\"}},\"else\":{\"dependencies\":{\"a\":[\"b\"]}}}",
            "{\"enum\":[1,2.5,\"a\\u00e9\",[],{}],\"allOf\":[true,{\"contains\":{\"type\":\"integer\"},\"minContains\":2}]}");

    static Stream<byte[]> seeds() {
        return SEEDS.stream().map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        take(new String(input, StandardCharsets.UTF_8), input.length);
    }

    @Test
    void mutations() {
        for (int i = 0; i < 4000; i++) {
            var random = new SplittableRandom(i);
            var text = new StringBuilder(SEEDS.get(i % SEEDS.size()));
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                var other = SEEDS.get(random.nextInt(SEEDS.size()));
                int from = random.nextInt(other.length());
                int to = Math.min(other.length(), from + random.nextInt(12));
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(6)), other.substring(from, to));
            }
            take(text.toString(), i);
        }
    }

    private static void take(String text, int seed) {
        try {
            walk(new RegexMachine(text), seed);
        } catch (FerkelException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
        }
        JsonNode schema;
        try {
            schema = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return;
        }
        try {
            walk(JsonMachine.of(schema), seed);
        } catch (FerkelException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }

    /** Goes on at random as long as something can come. */
    private static void walk(Machine machine, int seed) {
        var random = new SplittableRandom(seed);
        State state = machine.start(End.INSTANCE);
        for (int step = 0; step < STEPS; step++) {
            var next = new State[256];
            int count = 0;
            for (int b = 0; b < 256; b++) {
                var after = state.next(b);
                if (after != null) {
                    next[count++] = after;
                }
            }
            if (count == 0) {
                return;
            }
            state = next[random.nextInt(count)];
        }
    }
}
