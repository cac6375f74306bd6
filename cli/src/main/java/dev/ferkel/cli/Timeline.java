package dev.ferkel.cli;

import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.Generation;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Eight requests of different lengths that come one after the other, as lines of a picture with a column a step: {@code
 * p} is a piece of a prompt, a number the tokens that came, {@code w} waiting, a dot not there yet.
 */
final class Timeline {
    private static final int[][] SPECS = {
        // comes at step, tokens of the prompt, tokens of the answer
        {0, 40, 40}, {0, 300, 20}, {4, 10, 60}, {8, 200, 10}, {12, 500, 8}, {20, 64, 30}, {20, 64, 30}, {40, 5, 20}
    };

    private static final class Line {
        final int[] spec;
        final StringBuilder steps = new StringBuilder();

        @Nullable
        Generation generation;

        int promptSeen;

        Line(int[] spec) {
            this.spec = spec;
        }

        void record() throws InterruptedException {
            if (generation == null) {
                steps.append('.');
                return;
            }
            if (generation.isDone()) {
                return;
            }
            int tokens = 0;
            for (var event = generation.next(0, TimeUnit.NANOSECONDS);
                    event != null;
                    event = generation.next(0, TimeUnit.NANOSECONDS)) {
                tokens += event.last() ? 0 : 1;
            }
            boolean prompt = generation.promptComputed() > promptSeen;
            promptSeen = generation.promptComputed();
            steps.append(tokens > 0 ? (char) ('0' + Math.min(9, tokens)) : prompt ? 'p' : 'w');
        }
    }

    private Timeline() {}

    static List<String> of(Model model, EngineOptions options) throws InterruptedException {
        var random = new Random(7);
        var lines = new ArrayList<Line>();
        for (var spec : SPECS) {
            lines.add(new Line(spec));
        }
        try (var engine = new Engine(model, Optional.empty(), options)) {
            boolean open = true;
            for (int step = 0; open; step++) {
                for (var line : lines) {
                    if (line.spec[0] == step) {
                        int[] ids = random.ints(line.spec[1], 0, model.config().vocabularySize())
                                .toArray();
                        line.generation = engine.submit(
                                Request.builder(ids).maxTokens(line.spec[2]).build());
                    }
                }
                boolean worked = engine.step();
                for (var line : lines) {
                    line.record();
                }
                open = worked || lines.stream().anyMatch(l -> l.generation == null);
            }
        }
        return lines.stream()
                .map(l -> String.format(Locale.ROOT, "%4d + %2d  %s", l.spec[1], l.spec[2], l.steps))
                .toList();
    }
}
