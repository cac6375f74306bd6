package dev.ferkel.internal.report;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a stage's log says, over its steps, in as many points as a page can show. */
final class RunCurves {
    private static final int POINTS = 1200;
    private static final int COLUMNS = 160;
    private static final int MOST_KINDS = 20;
    private static final int MOST_LAYERS = 256;
    private static final int MOST_EXPERTS = 1024;
    /** Entries that have an entry each for what the run tells apart: kinds of problems, rewards. */
    private static final List<String> GROUPED = List.of("accuracy by kind", "rewards");

    private static final List<String> NAMES = List.of(
            "loss",
            "mtp",
            "bits per byte",
            "rate",
            "norm",
            "tokens per second",
            "utilisation",
            "reward",
            "accuracy",
            "accuracy learned from",
            "held-out accuracy",
            "format",
            "length",
            "search",
            "entropy",
            "kl",
            "clipped",
            "groups asked",
            "groups solved",
            "groups unsolved",
            "rollout seconds",
            "learning seconds");

    private final String name;
    private final List<JsonNode> lines;

    /** @param lines of the log, at least one of them a step; those about returns to a checkpoint don't count */
    RunCurves(String name, List<JsonNode> lines) {
        this.name = name;
        this.lines = lines.stream().filter(l -> !l.has("back from")).toList();
        if (this.lines.isEmpty()) {
            throw FerkelException.of("%s: the log has no step", name);
        }
    }

    /** The page's data: name, curves as [steps, values], load as layers of columns of shares. */
    Map<String, Object> data(List<Map<String, Object>> samples) {
        var data = new LinkedHashMap<String, Object>();
        data.put("name", name);
        data.put("steps", lines.getLast().path("step").asLong(0));
        data.put("tokens", lines.getLast().path("tokens").asLong(0));
        data.put(
                "seconds",
                lines.stream().mapToDouble(l -> l.path("seconds").asDouble(0)).sum());
        var curves = new LinkedHashMap<String, Object>();
        for (var curve : NAMES) {
            var points = curve(line -> line.path(curve));
            if (points != null) {
                curves.put(curve, points);
            }
        }
        for (var group : GROUPED) {
            for (var kind : kinds(group)) {
                var points = curve(line -> line.path(group).path(kind));
                if (points != null) {
                    curves.put(group + ": " + kind, points);
                }
            }
        }
        data.put("curves", curves);
        data.put("load", load());
        data.put("samples", samples);
        return data;
    }

    /** What a log tells apart in an entry. */
    private List<String> kinds(String group) {
        return lines.stream()
                .flatMap(l -> l.path(group).properties().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .sorted()
                .limit(MOST_KINDS)
                .toList();
    }

    /** Means over runs of steps where there are more than fit. */
    private @Nullable List<List<Double>> curve(Function<JsonNode, JsonNode> of) {
        var with = lines.stream().filter(l -> of.apply(l).isNumber()).toList();
        if (with.isEmpty()) {
            return null;
        }
        int points = Math.min(POINTS, with.size());
        var steps = new ArrayList<Double>();
        var values = new ArrayList<Double>();
        for (int p = 0; p < points; p++) {
            var part = with.subList(from(p, points, with.size()), from(p + 1, points, with.size()));
            steps.add(part.getLast().path("step").asDouble(0));
            values.add(part.stream()
                    .mapToDouble(l -> of.apply(l).asDouble(0))
                    .average()
                    .orElse(0));
        }
        return List.of(steps, values);
    }

    private static int from(int point, int points, int size) {
        return (int) ((long) point * size / points);
    }

    /** A layer's load: columns over the steps, each an expert's tokens over the mean of all experts'. */
    private Map<String, Object> load() {
        var layers = new TreeMap<Integer, Object>();
        for (var entry : lines.getFirst().path("load").properties()) {
            if (entry.getKey().matches("\\d{1,4}")
                    && layers.size() < MOST_LAYERS
                    && entry.getValue().size() > 1
                    && entry.getValue().size() <= MOST_EXPERTS) {
                layers.put(
                        Integer.parseInt(entry.getKey()),
                        columns(entry.getKey(), entry.getValue().size()));
            }
        }
        var named = new LinkedHashMap<String, Object>();
        layers.forEach((layer, columns) -> named.put(layer.toString(), columns));
        return named;
    }

    private List<List<Double>> columns(String layer, int experts) {
        int count = Math.min(COLUMNS, lines.size());
        var columns = new ArrayList<List<Double>>();
        for (int c = 0; c < count; c++) {
            var sums = new double[experts];
            double all = 0;
            for (var line : lines.subList(from(c, count, lines.size()), from(c + 1, count, lines.size()))) {
                for (int e = 0; e < experts; e++) {
                    double tokens = line.path("load").path(layer).path(e).asDouble(0);
                    sums[e] += tokens;
                    all += tokens;
                }
            }
            var column = new ArrayList<Double>();
            for (double sum : sums) {
                column.add(all == 0 ? 0 : Math.round(1000 * sum * experts / all) / 1000.0);
            }
            columns.add(column);
        }
        return columns;
    }
}
