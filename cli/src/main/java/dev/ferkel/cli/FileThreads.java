package dev.ferkel.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --threads} of a command that writes a file. */
final class FileThreads {
    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads that compute. Default: all processors. The file does not depend on it.")
    private @Nullable Integer threads;

    /** Sets how many compute. */
    void apply() {
        ComputeFlags.threads(threads);
    }
}
