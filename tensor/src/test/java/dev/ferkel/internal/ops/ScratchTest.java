package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private static final long MEBI = 1 << 20;

    private static boolean overlap(Tensor a, Tensor b) {
        return a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize();
    }

    /** A prompt in pieces asks for more at each; what stays is about what the last one needs, not the sum of all. */
    @Test
    void growingStepsLeaveNothingBehind() {
        try (var scratch = new Scratch()) {
            long needed = 0;
            for (int step = 1; step <= 16; step++) {
                scratch.reset();
                for (int i = 0; i < 4; i++) {
                    scratch.allocate(step, 6 * MEBI / 4);
                }
                needed = 4 * step * 6 * MEBI;
            }
            scratch.reset();
            scratch.reset();
            assertThat(scratch.bytes()).isBetween(needed, needed * 3 / 2);
        }
    }

    /** What was taken back in between is used twice, and counted once. */
    @Test
    void takenBackCountsOnce() {
        try (var scratch = new Scratch()) {
            for (int step = 1; step <= 8; step++) {
                scratch.reset();
                for (int layer = 0; layer < 5; layer++) {
                    var mark = scratch.mark();
                    scratch.allocate(step, 15 * MEBI / 4);
                    scratch.allocate(step, 15 * MEBI / 4);
                    scratch.release(mark);
                }
            }
            scratch.reset();
            assertThat(scratch.bytes()).isLessThanOrEqualTo(8 * 30 * MEBI * 2);
        }
    }

    /** So that generating makes no garbage. */
    @Test
    void theSameShapesAreTheSameTensors() {
        try (var scratch = new Scratch()) {
            var before = List.of(scratch.allocate(3), scratch.allocate(2, 5));
            scratch.reset();
            assertThat(scratch.allocate(3)).isSameAs(before.get(0));
            assertThat(scratch.allocate(2, 5)).isSameAs(before.get(1));
        }
    }

    /** Whatever was asked for and taken back before, what is handed out lies apart. */
    @Test
    void whatIsHandedOutLiesApart() {
        var random = new Random(5);
        try (var scratch = new Scratch()) {
            for (int step = 0; step < 60; step++) {
                scratch.reset();
                var live = new ArrayList<Tensor>();
                var marks = new ArrayList<ScratchMark>();
                var sizes = new ArrayList<Integer>();
                for (int i = 0; i < 30; i++) {
                    int what = random.nextInt(8);
                    if (what == 0) {
                        marks.add(scratch.mark());
                        sizes.add(live.size());
                    } else if (what == 1 && !marks.isEmpty()) {
                        scratch.release(marks.removeLast());
                        live.subList(sizes.removeLast(), live.size()).clear();
                    } else {
                        var tensor = scratch.allocate(1 + random.nextInt(step < 30 ? 3_000_000 : 40_000_000 / 4));
                        assertThat(live).noneMatch(other -> overlap(other, tensor));
                        live.add(tensor);
                    }
                }
            }
        }
    }
}
