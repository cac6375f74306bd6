package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A constraint that fails, as one made of a hostile schema might, fails its own answers and no others. */
@Timeout(60)
class ConstraintFaultsTest {
    enum Place {
        FRESH,
        MASK,
        ACCEPT,
        FORCED
    }

    /** Fails where it is told to, with an error of the kind that nobody throws on purpose. */
    private record Failing(Place place, Supplier<Error> error, AtomicBoolean lost) implements Constraint {
        private void at(Place here) {
            if (here == place) {
                throw error.get();
            }
        }

        @Override
        public void mask(Tensor logits) {
            at(Place.MASK);
            // what could not tell what is forced can't mask either
            if (lost.get()) {
                at(Place.FORCED);
            }
        }

        @Override
        public void accept(int id) {
            at(Place.ACCEPT);
        }

        @Override
        public void rollback(int tokens) {}

        @Override
        public int[] forced(int most) {
            lost.set(true);
            at(Place.FORCED);
            return new int[0];
        }

        @Override
        public Constraint fresh() {
            at(Place.FRESH);
            return this;
        }
    }

    @ParameterizedTest
    @EnumSource
    void othersGoOn(Place place, @TempDir Path folder) throws InterruptedException {
        TinyChat.plain(folder);
        othersGoOn(new Failing(place, () -> new StackOverflowError("too deep"), new AtomicBoolean()), folder);
        othersGoOn(
                new Failing(
                        place, () -> new InternalError("the file under a mapping was cut short"), new AtomicBoolean()),
                folder);
    }

    private static void othersGoOn(Failing constraint, Path folder) throws InterruptedException {
        var tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
        var options = EngineOptions.builder().context(512).drafts(DraftSource.LOOKUP);
        try (var checkpoint = Checkpoint.open(folder);
                var engine =
                        Engine.start(Model.load(checkpoint, Progress.NONE), Optional.of(tokenizer), options.build())) {
            var plain = Request.builder(new int[] {5, 6, 7, 8}).maxTokens(60);
            var alone = engine.submit(plain.build()).await();

            var before = engine.submit(plain.build());
            var failing = engine.submit(Request.builder(new int[] {9, 10, 11})
                    .maxTokens(60)
                    .samples(1)
                    .constraint(constraint)
                    .build());
            var several = engine.submit(Request.builder(new int[] {9, 10, 12})
                    .maxTokens(60)
                    .samples(3)
                    .constraint(constraint)
                    .build());
            assertThatThrownBy(failing::await).isInstanceOf(FerkelException.class);
            int failed = 0;
            for (var event = several.next(); event != null; event = several.next()) {
                failed += event instanceof Event.Failed ? 1 : 0;
            }
            assertThat(failed).isEqualTo(3);
            assertThat(before.await().ids()).isEqualTo(alone.ids());
            assertThat(engine.submit(plain.build()).await().ids()).isEqualTo(alone.ids());
        }
    }
}
