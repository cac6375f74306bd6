package dev.ferkel.internal.problem;

import dev.ferkel.error.FerkelException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A stream of documents, mixed by weights (any positive sums).
 *
 * @param difficulties the weight of difficulty 1, 2, ... (at most {@link Problems#MAX_DIFFICULTY})
 */
public record ProblemMixture(
        Split split, Map<Kind, Double> kinds, List<Double> difficulties, Map<Style, Double> styles) {
    /** One document: {@link ProblemText#document} of the problem in that style. */
    public record Document(Problem problem, Style style, String text) {}

    /**
     * Checks the weights.
     *
     * @throws FerkelException when a weight is negative or none is positive, or there are too many difficulties
     */
    public ProblemMixture {
        kinds = Map.copyOf(kinds);
        styles = Map.copyOf(styles);
        difficulties = List.copyOf(difficulties);
        check("kinds", List.copyOf(kinds.values()));
        check("difficulties", difficulties);
        check("styles", List.copyOf(styles.values()));
        if (difficulties.size() > Problems.MAX_DIFFICULTY) {
            throw FerkelException.of(
                    "mixture has %d difficulties, expected at most %d", difficulties.size(), Problems.MAX_DIFFICULTY);
        }
    }

    /** All kinds alike, mostly easy, mostly steps. */
    public static ProblemMixture pretraining() {
        var kinds = new EnumMap<Kind, Double>(Kind.class);
        for (Kind kind : Kind.values()) {
            kinds.put(kind, kind == Kind.ARITHMETIC ? 3.0 : 1.0);
        }
        return new ProblemMixture(
                Split.TRAIN,
                kinds,
                List.of(4.0, 3.0, 2.0, 1.0),
                Map.of(Style.DIRECT, 1.0, Style.STEPS, 3.0, Style.SEARCH, 2.0));
    }

    /** The document with a number; a function of the mixture and the arguments alone. */
    public Document document(long seed, long number) {
        Draw draw = Draw.of(1, false, seed, number, Hash.of("mixture"));
        Kind kind = pick(draw, List.of(Kind.values()), kinds);
        Style style = pick(draw, List.of(Style.values()), styles);
        int difficulty = pick(draw, List.of(1, 2, 3, 4, 5).subList(0, difficulties.size()), difficulties);
        Problem problem = Problems.generate(kind, difficulty, split, seed, number);
        return new Document(problem, style, ProblemText.document(problem, style));
    }

    private static <T> T pick(Draw draw, List<T> things, Map<T, Double> weights) {
        return pick(
                draw,
                things,
                things.stream()
                        .map(t -> Objects.requireNonNullElse(weights.get(t), 0.0))
                        .toList());
    }

    private static <T> T pick(Draw draw, List<T> things, List<Double> weights) {
        double at = draw.random().nextDouble()
                * weights.stream().mapToDouble(w -> w).sum();
        T last = things.getFirst();
        for (int i = 0; i < things.size() && at >= 0; i++) {
            if (weights.get(i) > 0) {
                last = things.get(i);
                at -= weights.get(i);
            }
        }
        return last;
    }

    private static void check(String name, List<Double> weights) {
        if (weights.stream().anyMatch(w -> !(w >= 0) || w.isInfinite())
                || weights.stream().noneMatch(w -> w > 0)) {
            throw FerkelException.of(
                    "mixture's weights of %s are %s, expected numbers of which one is positive", name, weights);
        }
    }
}
