package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.grammar.GrammarMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars whose text can be read in more ways the longer it is, and tokens that are long. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyWaysTest {
    private static BitSet mask(State state, List<String> tokens) {
        var texts = tokens.stream()
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        var trie = new TokenTrie(texts, IntStream.range(0, texts.length));
        return BitSet.valueOf(new MaskCache(trie, Set.of()).of(state));
    }

    /** Of such a text's n letters each may be any of the parts: n out of 40, for every token. */
    @ParameterizedTest
    @CsvSource({"'root ::= (.?){0,40}', 40", "'root ::= (\"a\"?){0,60}', 60", "'root ::= (.? .?){0,30}', 60"})
    void partsThatMayBeEmpty(String grammar, int most) {
        var tokens = IntStream.rangeClosed(1, 80).mapToObj("a"::repeat).toList();
        State state = GrammarMachine.of(grammar).start(End.INSTANCE);
        for (int read = 0; read <= 3; read++) {
            assertThat(mask(state, tokens).stream().map(id -> id + 1))
                    .as("behind %d", read)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, most - read).boxed().toList());
            state = state.next('a');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root ::= ((.?){0,2000}){0,2000}", "root ::= (.? (.?){0,2000}){0,9}"})
    void tooManyWays(String grammar) {
        var state = GrammarMachine.of(grammar).start(End.INSTANCE);
        assertThatThrownBy(() -> mask(state, List.of("a", "b")))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("ways");
    }

    /** A list of words is no ambiguity. */
    @Test
    void aLongList() {
        var words = IntStream.range(0, 5_000).mapToObj(i -> "w" + i * 7).toList();
        var grammar = words.stream().collect(Collectors.joining("\" | \"", "root ::= \"", "\""));
        var state = GrammarMachine.of(grammar).start(End.INSTANCE);
        assertThat(mask(state, List.of("w", "w7", "w8", "w34993", "w34994", "x")).stream())
                .containsExactly(0, 1, 2, 3);
    }

    /** Few ways at a time, but others for every text: what they cost together is limited. */
    @Test
    void tooMuchWork() {
        var random = new Random(1);
        var tokens = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            var token = new StringBuilder();
            for (int n = 0; n < 24; n++) {
                token.append("ab".charAt(random.nextInt(2)));
            }
            tokens.add(token.toString());
        }
        var state = GrammarMachine.of("root ::= (. | \"a\" .{30} \"c\")*").start(End.INSTANCE);
        assertThatThrownBy(() -> mask(state, tokens))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("fewer alternatives");
    }
}
