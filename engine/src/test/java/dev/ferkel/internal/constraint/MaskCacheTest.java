package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskCacheTest {
    private static final int KEPT = 2048;

    private static final class Nowhere extends State {
        @Override
        public State next(int b) {
            return null;
        }

        @Override
        public boolean accepts() {
            return false;
        }
    }

    private static MaskCache cache() {
        var texts = new byte[][] {{'a'}, {'b'}, {'c'}};
        return new MaskCache(new TokenTrie(texts, IntStream.range(0, 2)), Set.of(2));
    }

    /** The end is one state for all models: each takes the place of what another had kept of it. */
    @Test
    void aStateOfTwoVocabularies() {
        var one = cache();
        var two = cache();
        one.of(End.INSTANCE);
        two.of(End.INSTANCE);
        var mask = one.of(End.INSTANCE);
        assertThat(mask).containsExactly(0b100);
        for (int i = 0; i < KEPT; i++) {
            assertThat(one.of(new Nowhere())).containsExactly(0);
        }
        assertThat(mask).containsExactly(0b100);
        assertThat(one.of(End.INSTANCE)).containsExactly(0b100);
    }
}
