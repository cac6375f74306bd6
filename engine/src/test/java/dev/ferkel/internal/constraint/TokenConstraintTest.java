package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.ConstraintException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Masks beside what each token's bytes do one by one. */
class TokenConstraintTest {
    private static final int STEPS = 60;

    @TempDir
    Path folder;

    private Tokenizer tokenizer;
    private ConstraintCompiler compiler;
    private int end;

    @BeforeEach
    void load() {
        tokenizer = SmallTokenizer.load(folder);
        end = tokenizer.id(SmallTokenizer.END).orElseThrow();
        compiler = new ConstraintCompiler(tokenizer, Set.of(end));
    }

    private Machine schema(String schema) {
        return compiler.jsonSchema(JsonMapper.shared().readTree(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{\"type\": \"object\"}",
                "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}, \"na\": {\"type\": \"integer\"},"
                        + " \"a\\\"\": {\"const\": null}}, \"required\": [\"name\"]}",
                "{\"type\": \"object\", \"properties\": {\"name\": {\"enum\": [\"ab\", \"abc\", \"aé\"]}, \"abc\":"
                        + " {\"maximum\": 12}}, \"additionalProperties\": false}",
                "{\"type\": \"object\", \"patternProperties\": {\"^a\": {\"type\": \"string\", \"maxLength\": 2}},"
                        + " \"additionalProperties\": {\"type\": \"boolean\"}}",
                "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"minLength\": 2, \"maxLength\": 3}}",
                "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"pattern\": \"^[a-c]{1,3}$\"}, \"maxItems\": 3}",
                "{\"oneOf\": [{\"required\": [\"a\"]}, {\"required\": [\"name\"]}], \"type\": \"object\"}",
                "{\"type\": \"string\", \"pattern\": \"[^a]日\"}",
                "{\"type\": \"string\", \"format\": \"email\"}"
            })
    void maskIsWhatBytesSay(String schema) {
        var machine = schema(schema);
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            State state = machine.start(End.INSTANCE);
            var constraint = compiler.constraint(machine);
            for (int step = 0; step < STEPS; step++) {
                var mask = constraint.allowed();
                var allowed = new int[tokenizer.vocabularySize()];
                int count = 0;
                for (int id = 0; id < tokenizer.vocabularySize(); id++) {
                    boolean can = id == end ? state.accepts() : after(state, tokenizer.bytes(id), id) != null;
                    assertThat((mask[id >> 6] >> id & 1) == 1)
                            .as("%s, seed %d, step %d, '%s'", schema, seed, step, tokenizer.piece(id))
                            .isEqualTo(can);
                    if (can) {
                        allowed[count++] = id;
                    }
                }
                assertThat(count)
                        .as("%s, seed %d, step %d: dead end", schema, seed, step)
                        .isPositive();
                int id = allowed[random.nextInt(count)];
                constraint.accept(id);
                if (id == end) {
                    break;
                }
                state = after(state, tokenizer.bytes(id), id);
            }
        }
    }

    private State after(State from, byte[] bytes, int id) {
        State state = from;
        for (byte b : tokenizer.isControl(id) ? TokenTrie.special(id) : bytes) {
            state = state == null ? null : state.next(b & 0xff);
        }
        return state;
    }

    private boolean can(TokenConstraint constraint, int id) {
        return (constraint.allowed()[id >> 6] >> id & 1) == 1;
    }

    private void accept(TokenConstraint constraint, String text) {
        for (int id : tokenizer.encode(text, false)) {
            assertThat(can(constraint, id))
                    .as("'%s' in '%s'", tokenizer.piece(id), text)
                    .isTrue();
            constraint.accept(id);
        }
    }

    @Test
    void takesBack() {
        var constraint = compiler.constraint(compiler.regex("ab*c"));
        accept(constraint, "abbc");
        assertThat(can(constraint, end)).isTrue();
        constraint.accept(end);
        assertThat(constraint.allowed()).containsOnly(0);
        constraint.rollback(2);
        assertThat(can(constraint, end)).isFalse();
        accept(constraint, "bc");
        assertThat(can(constraint.fresh(), 'a')).isTrue();
        assertThatThrownBy(() -> constraint.accept('x'))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("forbids");
    }

    /** More states than masks are kept of, several times: their memory is used again, but not while it is looked at. */
    @Test
    void masksOfManyStates() {
        var constraint = compiler.constraint(compiler.regex("(ab){3500}c"));
        var first = constraint.allowed().clone();
        var held = constraint.allowed();
        var copy = held.clone();
        for (int i = 0; i < 7000; i++) {
            int id = i % 2 == 0 ? 'a' : 'b';
            assertThat(can(constraint, id)).isTrue();
            assertThat(can(constraint, i % 2 == 0 ? 'b' : 'a')).isFalse();
            assertThat(can(constraint, 'c')).isFalse();
            constraint.accept(id);
            if (i % 1000 == 999) {
                assertThat(held).isEqualTo(copy);
                held = constraint.allowed();
                copy = held.clone();
                assertThat(constraint.fresh().allowed()).isEqualTo(first);
            }
        }
        assertThat(can(constraint, 'c')).isTrue();
    }

    @Test
    void foresees() {
        var constraint = compiler.constraint(compiler.regex("abcd(x|y)"));
        var forced = constraint.forced(8);
        assertThat(forced).isEmpty();
        constraint.accept('a');
        constraint.accept('b');
        assertThat(constraint.forced(8)).containsExactly('c', 'd');
        assertThat(constraint.forced(1)).containsExactly('c');
    }

    @Test
    void beginsAfterThinking() {
        var machine = compiler.afterReasoning(compiler.regex("yes|no"));
        for (var thoughts : List.of("</think>yes", "I <think </thin</think>\n\nno", "é日</think>\nyes")) {
            var constraint = compiler.constraint(machine);
            accept(constraint, thoughts);
            assertThat(can(constraint, end)).isTrue();
        }
        var constraint = compiler.constraint(machine);
        accept(constraint, "yes");
        assertThat(can(constraint, end)).isFalse();
        assertThat(can(constraint, tokenizer.id("<think>").orElseThrow())).isFalse();
    }

    /** The prompt leaves it to the model whether to think. */
    @Test
    void beginsAtOnceOrAfterThoughtsOfItsOwn() {
        var machine = compiler.afterOwnReasoning(compiler.regex("yes|no"));
        for (var said : List.of("yes", "<think></think>no", "<think>\nI </th\n</think>\n\nyes")) {
            var constraint = compiler.constraint(machine);
            accept(constraint, said);
            assertThat(can(constraint, end)).as(said).isTrue();
        }
        var start = compiler.constraint(machine);
        assertThat(can(start, tokenizer.id("<think>").orElseThrow())).isTrue();
        assertThat(can(start, tokenizer.id("</think>").orElseThrow())).isFalse();
        assertThat(can(start, 'x')).isFalse();
        accept(start, "<think>yes");
        assertThat(can(start, end)).isFalse();
    }

    @Test
    void joinsParts() {
        var call = Machines.sequence(List.of(
                compiler.literal("<think>f:"), schema("{\"type\": \"array\", \"items\": {\"type\": \"integer\"}}")));
        var machine = Machines.sequence(List.of(
                Machines.repeat(call, 1, 2),
                Machines.choice(List.of(compiler.literal("!"), compiler.literal("?"))),
                Machines.repeat(compiler.regex("[a-z]"), 0, Machines.UNBOUNDED)));
        for (var text : List.of("<think>f:[]!", "<think>f:[1, 2]<think>f:[3]?abc")) {
            var constraint = compiler.constraint(machine);
            accept(constraint, text);
            assertThat(can(constraint, end)).as(text).isTrue();
        }
        var constraint = compiler.constraint(machine);
        accept(constraint, "<think>f:[]<think>f:[]");
        assertThat(can(constraint, tokenizer.id("<think>").orElseThrow())).isFalse();
        assertThat(can(constraint, end)).isFalse();
        assertThatThrownBy(() -> Machines.repeat(compiler.regex("a*"), 0, 3)).isInstanceOf(FerkelException.class);
    }

    @Test
    void anyObject() {
        var text = "{\"a\": [1.5e3, {\"é\\n\": null}], \"b\": \"\\ud83d\\ude00\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Reading.accepts(compiler.jsonObject(), text)).isTrue();
        assertThat(Reading.accepts(compiler.jsonObject(), Arrays.copyOf(text, text.length - 1)))
                .isFalse();
        assertThat(Reading.accepts(compiler.jsonObject(), "{\"a\": 1, \"\\u0061\": 2}"))
                .isFalse();
        assertThat(Reading.accepts(compiler.jsonObject(), "[]")).isFalse();
    }

    /** Each of them walks at random; then alone the same way. */
    @Test
    void severalThreadsShareAMachine() {
        var machine = schema("{\"type\": \"object\", \"additionalProperties\": {\"pattern\": \"^a*[bc]d{1,9}$\"}}");
        List<List<long[]>> together =
                IntStream.range(0, 8).parallel().mapToObj(i -> walk(machine, i)).toList();
        for (int i = 0; i < together.size(); i++) {
            var alone = walk(
                    schema("{\"type\": \"object\", \"additionalProperties\": {\"pattern\": \"^a*[bc]d{1,9}$\"}}"), i);
            assertThat(together.get(i)).as("walk %d", i).containsExactlyElementsOf(alone);
        }
    }

    private List<long[]> walk(Machine machine, int seed) {
        var random = new Random(seed);
        var constraint = compiler.constraint(machine);
        var masks = new ArrayList<long[]>();
        for (int step = 0; step < STEPS; step++) {
            var mask = constraint.allowed();
            masks.add(mask);
            var ids = BitSet.valueOf(mask).stream().filter(id -> id != end).toArray();
            if (ids.length == 0) {
                break;
            }
            constraint.accept(ids[random.nextInt(ids.length)]);
        }
        return masks;
    }

    @Test
    void aMachineThatFailsIsReported() {
        var reports = new AtomicInteger();
        var constraint = compiler.constraint(schema("{\"type\": \"object\"}"), reports::incrementAndGet);
        assertThatThrownBy(() -> constraint.accept(tokenizer.encode("]", false)[0]))
                .isInstanceOf(ConstraintException.class);
        assertThat(reports).hasValue(1);
    }
}
