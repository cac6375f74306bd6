package dev.ferkel.cli;

import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.ops.LatentForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about what the engine may use. */
final class EngineFlags {
    @Option(
            names = {"-c", "--context"},
            paramLabel = "N",
            order = 70,
            description = "Tokens that prompt and answer may have together. Default: the model's own, as far as a "
                    + "quarter of the memory holds its cache.")
    @Nullable
    Integer context;

    @Option(
            names = "--cache-memory",
            paramLabel = "SIZE",
            order = 71,
            converter = Quantity.Bytes.class,
            description = "Memory for the cache of all answers together, such as 512M or 2G (powers of 1024). "
                    + "Default: enough for 32 full contexts, at most a quarter of the machine's memory.")
    @Nullable
    Long cacheMemory;

    @Option(
            names = "--mla",
            paramLabel = "FORM",
            order = 72,
            description = "Use the same form of multi-head latent attention for all tokens: expanded (keys and values "
                    + "per head, rebuilt from the cache), latent, or kept (keys and values in the cache, as in "
                    + "training: many times the memory). They differ in rounding and speed. Default: expanded for the "
                    + "prompt, latent for the answer. Ignored by models without MLA.")
    @Nullable
    LatentForm mla;

    /** @throws dev.ferkel.error.FerkelException before a model is loaded, if they can't be */
    EngineOptions.Builder options() {
        var options = EngineOptions.builder()
                .context(AnswerFlags.positive("--context", context))
                .cacheBytes(cacheMemory == null ? 0 : cacheMemory);
        return mla == null ? options : options.latentForm(mla);
    }
}
