package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run in a Java of its own, which says each step. */
final class TrainProcess {
    private TrainProcess() {}

    /** RECIPE, FOLDER: begins the run there or goes on with it; exit code 1 and a line if it can't. */
    public static void main(String[] args) {
        try {
            var recipe = Recipe.read(Path.of(args[0]), List.of());
            Run.execute(recipe, Path.of(args[1]), true, "", new RunObserver() {
                @Override
                public void note(String line) {}

                @Override
                public void step(int done, int total, Map<String, ?> record) {
                    System.out.println("step " + done);
                }
            });
        } catch (FerkelException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Starts one with the kernels that need no warming up, which give the same bits.
     *
     * @param before of the command, such as a shell that sets limits
     */
    static Process start(Path recipe, Path run, String... before) throws IOException {
        var command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dferkel.kernels=scalar",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TrainProcess.class.getName(),
                recipe.toString(),
                run.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Lets it take so many steps and so much longer, and kills it by force. */
    static void kill(Path recipe, Path run, int steps, int milliseconds) throws IOException, InterruptedException {
        var process = start(recipe, run);
        try (var out = process.inputReader()) {
            await(out, steps);
            Thread.sleep(milliseconds);
            process.destroyForcibly().waitFor();
        }
    }

    /** Waits for its end; the last line it said. */
    static String finish(Process process) throws IOException, InterruptedException {
        try (var out = process.inputReader()) {
            var last = await(out, Integer.MAX_VALUE);
            process.waitFor();
            return last;
        }
    }

    /** Reads what it says until it has said so many steps or is over; the last line. */
    private static String await(BufferedReader out, int steps) throws IOException {
        var last = "";
        int seen = 0;
        while (seen < steps) {
            var line = out.readLine();
            if (line == null) {
                break;
            }
            last = line;
            seen += line.startsWith("step ") ? 1 : 0;
        }
        return last;
    }
}
