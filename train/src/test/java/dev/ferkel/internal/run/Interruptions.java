package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.internal.kernel.Workers;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** What a run must not notice. */
final class Interruptions {
    private Interruptions() {}

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Runs a recipe until a step of the stage that has {@code total} steps was taken and recorded. */
    static void killed(Recipe recipe, Path folder, int step, int total) {
        var observer = new RunObserver() {
            @Override
            public void note(String line) {}

            @Override
            public void step(int done, int all, Map<String, ?> record) {
                if (all == total && done == step) {
                    throw new Killed();
                }
            }
        };
        assertThatThrownBy(() -> Run.execute(recipe, folder, false, "", observer))
                .isInstanceOf(Killed.class);
    }

    /** @param run makes a model in a folder of its name */
    static void threadsDontMatter(Function<String, Path> run) {
        int before = Workers.threads();
        try {
            Workers.threads(1);
            var one = run.apply("one");
            Workers.threads(3);
            var three = run.apply("three");
            assertThat(three.resolve("model.safetensors")).hasSameBinaryContentAs(one.resolve("model.safetensors"));
        } finally {
            Workers.threads(before);
        }
    }
}
