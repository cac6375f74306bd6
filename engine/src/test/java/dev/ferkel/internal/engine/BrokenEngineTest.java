package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.BusyException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose own books are in disorder leaves nobody waiting, says so and can still be closed. */
@Timeout(60)
class BrokenEngineTest {
    @Test
    void nobodyWaitsForWhatWontCome(@TempDir Path folder) {
        TinyChat.plain(folder);
        var request =
                Request.builder(new int[] {5, 6, 7}).maxTokens(60).samples(2).build();
        try (var checkpoint = Checkpoint.open(folder);
                var engine =
                        new Engine(Model.load(checkpoint, Progress.NONE), Optional.empty(), EngineOptions.DEFAULT)) {
            var running = engine.submit(request);
            assertThat(engine.step()).isTrue();
            var fresh = engine.submit(request);
            assertThat(engine.isBroken()).isFalse();

            engine.loop(() -> {
                throw new InternalError("disorder");
            });

            assertThat(engine.isBroken()).isTrue();
            for (var generation : new Generation[] {running, fresh}) {
                assertThatThrownBy(generation::await)
                        .isInstanceOf(FerkelException.class)
                        .hasMessageContaining("the engine stopped");
            }
            assertThatThrownBy(() -> engine.submit(request))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("start it again");
            assertThat(engine.step()).isFalse();
            engine.close();
        }
    }
}
