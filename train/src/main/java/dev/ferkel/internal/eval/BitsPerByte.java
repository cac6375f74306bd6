package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.problem.ProblemText;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.problem.Style;
import dev.ferkel.internal.tensor.DType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many bits a byte of text takes under a model, whatever its tokenizer.
 *
 * @param pieces documents or windows, which the interval is over
 */
public record BitsPerByte(String task, int pieces, long bytes, double value, Interval interval) {
    private static final int WINDOW = 512;

    /** Ids, from which on they count, and the bytes those are. */
    private record Piece(int[] ids, int from, long bytes) {}

    /** Of a text, in windows of 512 tokens; each begins with the begin-of-sentence token or the token before it. */
    static BitsPerByte ofFile(LoadedModel model, DType cacheType, Path file, Progress progress) {
        var prompts = new Prompts(model);
        var tokenizer = prompts.tokenizer();
        var ids = tokenizer.encode(TextFiles.read(file, TextFiles.LARGE), false);
        int window = Math.min(WINDOW, model.config().maxPositions()) - 1;
        int first = prompts.begin().isPresent() ? 0 : 1;
        if (ids.length <= first) {
            throw FerkelException.of("%s: has %d tokens, expected more", file, ids.length);
        }
        var pieces = new ArrayList<Piece>();
        for (int from = first; from < ids.length; from += window) {
            var part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + window));
            long bytes = Arrays.stream(part)
                    .mapToLong(id -> tokenizer.bytes(id).length)
                    .sum();
            int before = prompts.begin().orElse(ids[Math.max(0, from - 1)]);
            pieces.add(new Piece(Prompts.joined(new int[] {before}, part), 1, bytes));
        }
        return of(file.toString(), model, cacheType, pieces, progress);
    }

    /** Of held-out problems with solutions in turn of each style, and their end tokens. */
    static BitsPerByte ofProblems(LoadedModel model, DType cacheType, HeldOutProblems problems, Progress progress) {
        var prompts = new Prompts(model);
        var tokenizer = prompts.tokenizer();
        var pieces = new ArrayList<Piece>();
        for (int difficulty : problems.difficulties()) {
            for (var kind : problems.kinds()) {
                for (var problem : problems.problems(kind, difficulty, Split.TEST)) {
                    var style = Style.values()[pieces.size() % Style.values().length];
                    var text = ProblemText.document(problem, style);
                    var ids = prompts.beginning(tokenizer.encode(text, false));
                    if (tokenizer.eos().isPresent()) {
                        ids = Prompts.joined(ids, new int[] {tokenizer.eos().getAsInt()});
                    }
                    // without a token to begin with, nothing predicts the first one
                    int unseen = prompts.begin().isPresent() ? 0 : tokenizer.bytes(ids[0]).length;
                    pieces.add(new Piece(ids, 1, text.getBytes(StandardCharsets.UTF_8).length - unseen));
                }
            }
        }
        return of("held-out problems", model, cacheType, pieces, progress);
    }

    private static BitsPerByte of(
            String task, LoadedModel model, DType cacheType, List<Piece> pieces, Progress progress) {
        var bits = new double[pieces.size()];
        var bytes = new double[pieces.size()];
        for (int i = 0; i < bits.length; i++) {
            var piece = pieces.get(i);
            bits[i] = -TextScore.of(model, cacheType, piece.ids(), piece.from()) / Math.log(2);
            bytes[i] = piece.bytes();
            progress.at(i + 1L, bits.length);
        }
        double all = Arrays.stream(bytes).sum();
        return new BitsPerByte(
                task, bits.length, (long) all, Arrays.stream(bits).sum() / all, Interval.ofRatio(bits, bytes));
    }
}
