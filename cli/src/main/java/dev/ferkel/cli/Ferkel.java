package dev.ferkel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code ferkel} does by itself: it tells what it can do. */
@Command(
        name = "ferkel",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "DeepSeek's models in Java: talk to one, look inside, on the processor you have.",
        footer = {
            "",
            "MODEL is a GGUF file, a Hugging Face folder (config.json, *.safetensors, tokenizer.json) or a name on the hub "
                    + "(ORG/NAME or ORG/NAME:Q4_K_M), which is downloaded once.",
            "",
            "Examples:",
            "  ferkel chat SmolLM2-135M-Instruct.Q4_1.gguf",
            "  ferkel chat HuggingFaceTB/SmolLM2-135M-Instruct",
            "  ferkel run model.gguf \"Why is the sky blue?\"",
            "  ferkel inspect DeepSeek-V3/config.json",
            "  ferkel help run",
            "",
            "Exit codes: 0 done, 1 failed, 2 a mistake in the arguments or in a file."
        })
final class Ferkel implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version, the kernels this machine gets, and the JDK.")
    boolean version;

    private final Streams streams;

    @Spec
    CommandSpec spec = CommandSpec.create();

    Ferkel(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void run() {
        streams.out()
                .print(spec.commandLine()
                        .getUsageMessage(spec.commandLine().getColorScheme().ansi()));
    }
}
