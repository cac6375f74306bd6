package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import picocli.CommandLine.Option;

/** Flags of the commands that run a model: none of them but {@code --exact} changes what it answers. */
final class ComputeFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads that compute. Default: all processors. The answer does not depend on it.")
    int threads;

    @Option(
            names = "--exact",
            order = 81,
            description = "Round nothing: activations and cache in F32. Slower, and takes more memory.")
    boolean exact;

    void apply() {
        if (threads < 0) {
            throw FerkelException.of("--threads is %d, expected 1 or more", threads);
        }
        if (threads > 0) {
            Workers.threads(threads);
        }
    }

    DType cacheType() {
        return exact ? DType.F32 : DType.F16;
    }
}
