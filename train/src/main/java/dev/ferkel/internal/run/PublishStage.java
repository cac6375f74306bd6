package dev.ferkel.internal.run;

import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.model.Progress;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a model again, its weights in another type. */
final class PublishStage {
    private PublishStage() {}

    static void run(PublishSettings settings, Path model, Path output) {
        new Conversion(Optional.of(settings.layout()), Long.MAX_VALUE).write(model, output, Progress.NONE);
    }
}
