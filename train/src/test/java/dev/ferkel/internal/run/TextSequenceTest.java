package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextSequenceTest {
    private static final List<DataSettings> THREE = List.of(
            new DataSettings.Tokens(Path.of("a")),
            new DataSettings.Tokens(Path.of("empty")),
            new DataSettings.Tokens(Path.of("b")));

    private final List<String> events = new ArrayList<>();

    private Stream<String> open(DataSettings source) {
        var name = ((DataSettings.Tokens) source).file().toString();
        events.add("open " + name);
        return Stream.of(1, 2)
                .filter(i -> !name.equals("empty"))
                .map(i -> name + i)
                .peek(events::add)
                .onClose(() -> events.add("close " + name));
    }

    /** Nothing is read before its turn, and one source is open at a time. */
    @Test
    void oneAfterTheOther() {
        try (var texts = new TextSequence(THREE, this::open)) {
            assertThat(texts.next()).isEqualTo("a1");
            assertThat(events).doesNotContain("open b");
            texts.forEachRemaining(t -> {});
        }
        assertThat(events.stream().filter(e -> e.contains(" ")).distinct())
                .containsExactly("open a", "close a", "open empty", "close empty", "open b", "close b");
        assertThat(events).containsSubsequence("a1", "a2", "b1", "b2");
    }
}
