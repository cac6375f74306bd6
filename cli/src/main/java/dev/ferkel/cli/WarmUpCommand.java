package dev.ferkel.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code ferkel warm-up}: runs every command once over a tiny model made up on the spot. The launcher calls it when it
 * makes Java's AOT cache, which then holds the classes and profiles that later runs need.
 */
@Command(name = "warm-up", hidden = true, description = "What the launcher learns start-up from.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int TOKENS = 200;

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory("ferkel-warm-up");
        try {
            TinyModel.write(folder);
            var model = folder.toString();
            var saved = folder.resolve("logits.safetensors").toString();
            run("", "--version");
            run("", "help", "run");
            run("", "inspect", model);
            run("", "tokenize", model, "Hello");
            run("", "render", model, "--user", "Hello");
            run("", "logits", model, "--ids", "1,2,3", "--out", saved, "-q");
            run("", "run", model, "-q", "--json", "-t", "0.5", "-n", Integer.toString(TOKENS), "Hello");
            run("Hello\nAnd?\n", "chat", model, "-q", "-n", Integer.toString(TOKENS));
            for (var type : new String[] {"Q8_0", "Q4_0", "Q4_1"}) {
                var quantized = folder.resolve(type + ".gguf").toString();
                run("", "quantize", model, quantized, type, "-q");
                run("", "run", quantized, "-q", "-n", Integer.toString(TOKENS), "Hello");
            }
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static void run(String input, String... args) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int code = Main.execute(args, in, nowhere, System.err);
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", args) + " ended with " + code);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
