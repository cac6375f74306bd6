package dev.ferkel.internal.report;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** Runs over each other on one HTML page that needs nothing besides itself. */
public final class ReportPage {
    private static final int MOST_RUNS = 20;

    private ReportPage() {}

    /**
     * The page.
     *
     * @param runs folders of runs, or of their stages
     * @throws FerkelException naming the run that can't be read
     */
    public static String of(List<Path> runs) {
        if (runs.size() > MOST_RUNS) {
            throw FerkelException.of("%d runs, expected at most %d", runs.size(), MOST_RUNS);
        }
        var data = new ArrayList<Map<String, Object>>();
        for (var run : runs) {
            data.addAll(new RunFolder(run).stages());
        }
        // within a script nothing but its end tag has a meaning
        var json = JsonMapper.shared().writeValueAsString(data).replace("<", "\\u003c");
        return resource("page.html")
                .replace("/*uplot.css*/", resource("lib/uPlot.min.css"))
                .replace("/*uplot.js*/", resource("lib/uPlot.iife.min.js"))
                .replace("/*report.js*/", resource("report.js"))
                .replace("/*data*/", json);
    }

    /** Writes the page. */
    public static void write(List<Path> runs, Path file) {
        var page = of(runs);
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be written: " + e.getMessage(), e);
        }
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
