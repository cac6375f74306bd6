package dev.ferkel.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Python as an oracle, where it is there: {@code $FERKEL_PYTHON}, or {@code python3} on the PATH. */
public final class Python {
    private static final long LIMIT_SECONDS = 60;

    private final String program;

    private Python(String program) {
        this.program = program;
    }

    /** One that has a module; empty where there is none. */
    public static Optional<Python> with(String module) {
        var python = new Python(System.getenv().getOrDefault("FERKEL_PYTHON", "python3"));
        try {
            return python.code(List.of(python.program, "-c", "import " + module), Map.of(), Path.of("/dev/null")) == 0
                    ? Optional.of(python)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Runs a script, which writes what is asked for into {@code out}, where its errors go, too.
     *
     * @return whether it ended well
     */
    public boolean run(String script, Map<String, String> environment, Path out) {
        try {
            return code(List.of(program, "-c", script), environment, out) == 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int code(List<String> command, Map<String, String> environment, Path out) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException("Python took more than " + LIMIT_SECONDS + " seconds");
    }
}
