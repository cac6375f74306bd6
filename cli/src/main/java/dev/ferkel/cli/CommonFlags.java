package dev.ferkel.cli;

import picocli.CommandLine.Option;

/** Flags that every command has. */
final class CommonFlags {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 101,
            description = "Show this.")
    boolean help;

    @Option(
            names = {"-q", "--quiet"},
            order = 100,
            description = "No progress and no hints, only what was asked for.")
    boolean quiet;
}
