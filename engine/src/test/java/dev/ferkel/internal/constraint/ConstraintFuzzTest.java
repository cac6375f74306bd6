package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.grammar.GrammarMachine;
import dev.ferkel.internal.constraint.schema.JsonMachine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any text as a schema, a pattern or a grammar: taken, or refused by one line. */
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

    /** Random grammars: masks are what the tokens' bytes say one by one, or the grammar is refused; nothing hangs. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void grammars(@TempDir Path folder) {
        var tokenizer = SmallTokenizer.load(folder);
        var trie = new TokenTrie(tokenizer);
        int read = 0;
        for (int i = 0; i < 1500; i++) {
            var random = new SplittableRandom(i);
            var grammar = new StringBuilder();
            for (var name : List.of("root", "x", "y")) {
                grammar.append(name).append(" ::= ").append(rule(random, 3)).append("\n");
            }
            try {
                read += masks(GrammarMachine.of(grammar.toString()), trie, random, grammar.toString());
            } catch (FerkelException e) {
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(read).isGreaterThan(1500);
    }

    private static String rule(SplittableRandom random, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 8);
        return switch (kind) {
            case 0 -> "\"" + "aab1{\u00e9".substring(0, random.nextInt(7)) + "\"";
            case 1 -> random.nextBoolean() ? "[^a-c]" : "[ab]";
            case 2 -> ".";
            case 3 -> "\"a\" " + (random.nextBoolean() ? "x" : "y");
            case 4 -> rule(random, depth - 1) + " " + rule(random, depth - 1);
            case 5 -> "(" + rule(random, depth - 1) + " | " + rule(random, depth - 1) + ")";
            case 6 ->
                "(" + rule(random, depth - 1) + ")" + List.of("*", "+", "?").get(random.nextInt(3));
            default -> "(" + rule(random, depth - 1) + "){" + random.nextInt(3) + "," + random.nextInt(3, 60) + "}";
        };
    }

    private static int masks(Machine machine, TokenTrie trie, SplittableRandom random, String grammar) {
        var cache = new MaskCache(trie, Set.of());
        State state = machine.start(End.INSTANCE);
        for (int step = 0; step < 6; step++) {
            var mask = BitSet.valueOf(cache.of(state));
            var after = new ArrayList<State>();
            for (int id = 0; id < trie.vocabulary(); id++) {
                State next = state;
                for (byte b : trie.bytes(id)) {
                    next = next == null ? null : next.next(b & 0xff);
                }
                assertThat(mask.get(id)).as("%s: token %d", grammar, id).isEqualTo(next != null);
                if (next != null) {
                    after.add(next);
                }
            }
            if (after.isEmpty()) {
                return step;
            }
            state = after.get(random.nextInt(after.size()));
        }
        return 6;
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
