package dev.ferkel.cli;

import dev.ferkel.internal.eval.Difference;
import dev.ferkel.internal.eval.Evaluation;
import dev.ferkel.internal.eval.Interval;
import dev.ferkel.internal.eval.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An evaluation for people, and for programs. */
final class EvalView {
    private EvalView() {}

    static String table(Evaluation evaluation) {
        var text = new StringBuilder();
        var task = "";
        for (int i = 0; i < evaluation.scores().size(); i++) {
            var score = evaluation.scores().get(i);
            if (!score.task().equals(task)) {
                task = score.task();
                text.append(text.isEmpty() ? "" : "\n")
                        .append(task)
                        .append('\n')
                        .append(head(score));
            }
            text.append(row(score));
            if (score.samples() > 2 && endsGroup(evaluation.scores(), i)) {
                text.append(curve(score));
            }
        }
        for (var choice : evaluation.choices()) {
            text.append(format("%n%s%n%-28s %6s  %s%n", choice.task(), "", "n", "right    95 %"));
            text.append(format("%-28s %6d  %s%n", "most likely", choice.questions(), share(choice.accuracy())));
            text.append(format("%-28s %6d  %s%n", "most likely a byte", choice.questions(), share(choice.perByte())));
        }
        for (var one : evaluation.texts()) {
            text.append(format(
                    "%n%s%n%,d bytes in %,d pieces: %.4f bits per byte (%.4f to %.4f)%n",
                    one.task(),
                    one.bytes(),
                    one.pieces(),
                    one.value(),
                    one.interval().low(),
                    one.interval().high()));
        }
        return text.toString().stripLeading();
    }

    /** How much better than another model's answers; nothing without any. */
    static String table(@Nullable Path file, List<Difference> differences) {
        var text = new StringBuilder();
        var task = "";
        for (var one : differences) {
            if (!one.task().equals(task)) {
                task = one.task();
                text.append(format(
                        "%n%s against %s%n%-14s %-12s %6s  %-22s%n",
                        task, String.valueOf(file), "", "", "n", "pass@1   95 %"));
            }
            text.append(format(
                    "%-14s %-12s %6d  %+5.1f    %+.1f to %+.1f%s%n",
                    one.group(),
                    one.kind(),
                    one.questions(),
                    100 * one.value(),
                    100 * one.interval().low(),
                    100 * one.interval().high(),
                    one.isShown() ? "" : "   not shown"));
        }
        return text.toString();
    }

    private static String head(Score score) {
        var one = format("%-14s %-12s %6s  %-20s", "", "", "n", "pass@1   95 %");
        var several = score.samples() > 1
                ? format("  %-20s  %-20s", "pass@%d".formatted(score.samples()), "majority@" + score.samples())
                : "";
        return one + several + "  no answer  tokens\n";
    }

    private static boolean endsGroup(List<Score> scores, int i) {
        return i + 1 == scores.size()
                || !scores.get(i + 1).task().equals(scores.get(i).task())
                || !scores.get(i + 1).group().equals(scores.get(i).group());
    }

    /** How much more answers find. */
    private static String curve(Score score) {
        var points = new ArrayList<String>();
        score.pass().forEach((k, share) -> points.add(format("%d: %.1f%%", k, 100 * share.value())));
        return format("%-14s %-12s %6s  pass@k  %s%n", "", "", "", String.join(", ", points));
    }

    private static String row(Score score) {
        var pass = score.pass();
        var one = format(
                "%-14s %-12s %6d  %-20s",
                score.group(),
                score.kind(),
                score.questions(),
                share(pass.firstEntry().getValue()));
        var several = score.samples() > 1
                ? format("  %-20s  %-20s", share(pass.lastEntry().getValue()), share(score.majority()))
                : "";
        return one + several + format("  %8.1f%%  %6.1f%n", 100 * score.noAnswer(), score.tokens());
    }

    private static String share(Score.Share share) {
        return format(
                "%5.1f%%  %.1f to %.1f",
                100 * share.value(),
                100 * share.interval().low(),
                100 * share.interval().high());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String json(String model, Evaluation evaluation, List<Difference> differences) {
        List<Object> tasks = new ArrayList<>();
        for (var score : evaluation.scores()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("task", score.task());
            entry.put("split", score.group());
            entry.put("kind", score.kind());
            entry.put("questions", score.questions());
            entry.put("samples", score.samples());
            score.pass().forEach((k, share) -> put(entry, "pass@" + k, share));
            if (score.samples() > 1) {
                put(entry, "majority@" + score.samples(), score.majority());
            }
            entry.put("no answer", score.noAnswer());
            entry.put("tokens", score.tokens());
            tasks.add(entry);
        }
        for (var choice : evaluation.choices()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("task", choice.task());
            entry.put("questions", choice.questions());
            put(entry, "accuracy", choice.accuracy());
            put(entry, "accuracy per byte", choice.perByte());
            tasks.add(entry);
        }
        for (var one : evaluation.texts()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("task", one.task());
            entry.put("bytes", one.bytes());
            entry.put("bits per byte", one.value());
            entry.put("bits per byte 95 %", list(one.interval()));
            tasks.add(entry);
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("model", model);
        result.put("tasks", tasks);
        if (!differences.isEmpty()) {
            result.put("against", differences.stream().map(EvalView::entry).toList());
        }
        return JsonMapper.shared().writeValueAsString(result) + "\n";
    }

    private static Map<String, Object> entry(Difference difference) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("task", difference.task());
        entry.put("split", difference.group());
        entry.put("kind", difference.kind());
        entry.put("questions", difference.questions());
        entry.put("pass@1", difference.value());
        entry.put("pass@1 95 %", list(difference.interval()));
        return entry;
    }

    private static void put(Map<String, Object> entry, String name, Score.Share share) {
        entry.put(name, share.value());
        entry.put(name + " 95 %", list(share.interval()));
    }

    private static List<Double> list(Interval interval) {
        return List.of(interval.low(), interval.high());
    }
}
