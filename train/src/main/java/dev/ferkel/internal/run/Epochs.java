package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sft.Example;
import dev.ferkel.internal.sft.ExampleRows;
import dev.ferkel.internal.sft.Turn;
import dev.ferkel.internal.sft.TurnEncoder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns that are learned from a number of times, all of them once before any comes again. Batches stay whole: the last
 * is filled up with the beginning of one more pass.
 */
final class Epochs {
    private static final int MOST_STEPS = 1 << 30;

    private final List<Turn> turns;
    private final double epochs;
    private final TurnEncoder encoder;
    private final long seed;

    Epochs(List<Turn> turns, double epochs, TurnEncoder encoder, long seed) {
        this.turns = List.copyOf(turns);
        this.epochs = epochs;
        this.encoder = encoder;
        this.seed = seed;
    }

    /** Rows, and how many steps they are: what fits into a row is only known when it is packed. */
    Feed feed(PretrainSettings settings) {
        var known = turns.stream().map(encoder::example).toList();
        long last = Math.max(1, Math.round(epochs * known.size()));
        var counted = rows(known, settings);
        int steps = 0;
        while (counted.position()[0] < last) {
            counted.next(settings.batch());
            if (++steps == MOST_STEPS) {
                throw FerkelException.of("%s epochs of %d examples are too many steps", epochs, known.size());
            }
        }
        return new Feed(rows(known, settings), Optional.empty(), OptionalInt.of(steps));
    }

    private ExampleRows rows(List<Example> known, PretrainSettings settings) {
        return new ExampleRows(
                index -> ChatCurriculum.shuffled(known, seed, index), settings.sequence(), encoder.end());
    }
}
