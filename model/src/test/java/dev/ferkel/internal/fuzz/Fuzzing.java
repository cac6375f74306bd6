package dev.ferkel.internal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What every fuzz target shares: an input is taken, or refused by a {@link FerkelException} of one line; anything else
 * is a bug. Jazzer looks for such inputs at length (docs/fuzzing.md); in every test run a few thousand mutations of the
 * seeds are tried, the same ones each time.
 */
public final class Fuzzing {
    /** What is done with an input. */
    public interface Target {
        void take(byte[] input) throws Exception;
    }

    private Fuzzing() {}

    /** A folder for the files that a target reads. */
    public static Path folder(String name) {
        try {
            return Files.createDirectories(Path.of("target", "fuzz", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the input is taken and not refused. */
    public static boolean check(Target target, byte[] input) {
        try {
            target.take(input);
            return true;
        } catch (FerkelException e) {
            assertThat(e.getMessage().lines()).as(e.getMessage()).hasSize(1);
            return false;
        } catch (Exception e) {
            throw new AssertionError("refused in the wrong way: " + e, e);
        }
    }

    /** Tries mutations of the seeds, and every beginning of them. */
    public static void mutate(String name, Stream<byte[]> seeds, int count, Target target, String... words) {
        var all = new ArrayList<byte[]>(seeds.toList());
        int taken = 0;
        for (int i = 0; i < count; i++) {
            var input = new Mutations(all, words, new SplittableRandom(i)).next();
            taken += tried(name + ", mutation " + i, target, input) ? 1 : 0;
        }
        int beginnings = beginnings(name, all, target);
        System.out.printf(
                "Fuzzing: %s: %d mutations, %d taken, %d refused; %d beginnings of %d seeds refused or taken%n",
                name, count, taken, count - taken, beginnings, all.size());
    }

    /** Each seed cut off after every byte; of longer ones at some hundred places. */
    private static int beginnings(String name, List<byte[]> seeds, Target target) {
        int tried = 0;
        for (var seed : seeds) {
            for (int end = 0; end < seed.length; end += 1 + seed.length / 512) {
                tried(name + ", cut off at " + end, target, java.util.Arrays.copyOf(seed, end));
                tried++;
            }
        }
        return tried;
    }

    private static boolean tried(String label, Target target, byte[] input) {
        try {
            return check(target, input);
        } catch (Throwable e) {
            var hex = HexFormat.of().formatHex(input);
            throw new AssertionError(label + ": " + e + "; the input: " + hex, e);
        }
    }
}
