package dev.ferkel.internal.grpo;

import dev.ferkel.internal.ops.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Episodes of one forward pass, one sequence each. */
record EpisodeBatch(List<Episode> episodes) {
    /** Cuts episodes into passes of at most so many positions, but one at least. */
    static List<EpisodeBatch> cut(List<Episode> episodes, int positions) {
        var batches = new ArrayList<EpisodeBatch>();
        var open = new ArrayList<Episode>();
        int filled = 0;
        for (var episode : episodes) {
            if (!open.isEmpty() && filled + episode.positions() > positions) {
                batches.add(new EpisodeBatch(List.copyOf(open)));
                open.clear();
                filled = 0;
            }
            open.add(episode);
            filled += episode.positions();
        }
        if (!open.isEmpty()) {
            batches.add(new EpisodeBatch(List.copyOf(open)));
        }
        return batches;
    }

    Batch inputs() {
        return Batch.packed(episodes.stream().map(EpisodeBatch::inputs).toArray(int[][]::new));
    }

    private static int[] inputs(Episode episode) {
        var ids = Arrays.copyOf(episode.prompt(), episode.positions());
        System.arraycopy(
                episode.answer(), 0, ids, episode.prompt().length, episode.positions() - episode.prompt().length);
        return ids;
    }

    /** The rows whose next token belongs to an answer. */
    int[] rows() {
        var rows = IntStream.builder();
        int start = 0;
        for (var episode : episodes) {
            for (int i = 0; i < episode.answer().length; i++) {
                rows.add(start + episode.prompt().length - 1 + i);
            }
            start += episode.positions();
        }
        return rows.build().toArray();
    }

    /** The answers' tokens, one answer after the other. */
    int[] targets() {
        return episodes.stream().flatMapToInt(e -> Arrays.stream(e.answer())).toArray();
    }
}
