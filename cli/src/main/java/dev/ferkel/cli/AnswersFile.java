package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.eval.Answered;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Every answer of an evaluation, a line of JSON each; without a file, nothing. */
final class AnswersFile implements AutoCloseable {
    private final @Nullable Path file;
    private final @Nullable BufferedWriter writer;

    AnswersFile(@Nullable Path file) {
        this.file = file;
        try {
            this.writer = file == null ? null : Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void write(Answered answered) {
        if (writer == null) {
            return;
        }
        var question = answered.question();
        int number = 0;
        for (var sample : answered.samples()) {
            var line = new LinkedHashMap<String, Object>();
            line.put("task", question.task());
            line.put("split", question.group());
            line.put("kind", question.kind());
            line.put("prompt", question.prompt());
            line.put("reference", question.reference());
            line.put("sample", number++);
            line.put("text", sample.text());
            line.put("answer", sample.answer().orElse(""));
            line.put("verdict", sample.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            line.put("tokens", sample.tokens());
            line.put("ended", sample.ended());
            try {
                writer.write(JsonMapper.shared().writeValueAsString(line));
                writer.newLine();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private FerkelException failed(IOException e) {
        return new FerkelException(file + ": can't be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
