package dev.ferkel.internal.reward;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reward that a user's command gives: it reads a JSON object a line, with {@code question}, {@code reference},
 * {@code reasoning}, {@code answer}, {@code tokens} and {@code ended}, and writes a number a line in the same order. It is
 * started once for each batch of attempts, through the system's shell.
 */
public final class CommandReward implements Reward {
    private final String command;
    private final long seconds;

    /** @param seconds that a batch may take */
    public CommandReward(String command, long seconds) {
        this.command = command;
        this.seconds = seconds;
    }

    @Override
    public List<Double> of(List<Attempt> attempts) {
        try {
            var process = new ProcessBuilder("sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                return ask(process, attempts);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new FerkelException("the reward's command can't be run: " + command + ": " + e.getMessage(), e);
        }
    }

    private List<Double> ask(Process process, List<Attempt> attempts) {
        // written beside reading, so that neither waits for a full pipe
        CompletableFuture.runAsync(() -> write(process, attempts));
        var lines = CompletableFuture.supplyAsync(() -> read(process));
        try {
            return values(lines.get(seconds, TimeUnit.SECONDS), attempts.size());
        } catch (TimeoutException e) {
            throw new FerkelException("the reward's command took more than %d s".formatted(seconds), e);
        } catch (ExecutionException e) {
            throw new FerkelException("the reward's command failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FerkelException("interrupted", e);
        }
    }

    private static void write(Process process, List<Attempt> attempts) {
        try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
            for (var attempt : attempts) {
                var line = new LinkedHashMap<String, Object>();
                line.put("question", attempt.problem().question());
                line.put("reference", attempt.problem().answer());
                line.put("reasoning", attempt.reasoning());
                line.put("answer", attempt.answer());
                line.put("tokens", attempt.tokens());
                line.put("ended", attempt.ended());
                out.write(JsonMapper.shared().writeValueAsString(line));
                out.write('\n');
            }
        } catch (IOException e) {
            // a command that has read enough closes its input: what it wrote tells whether all is well
        }
    }

    private static List<String> read(Process process) {
        return process.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<Double> values(List<String> lines, int expected) {
        if (lines.size() != expected) {
            throw FerkelException.of(
                    "the reward's command wrote %d lines for %d attempts, expected one number each",
                    lines.size(), expected);
        }
        var values = new ArrayList<Double>();
        for (var line : lines) {
            double value;
            try {
                value = Double.parseDouble(line.strip());
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
            if (!Double.isFinite(value)) {
                throw FerkelException.of("the reward's command wrote '%s', expected a number", line);
            }
            values.add(value);
        }
        return values;
    }
}
