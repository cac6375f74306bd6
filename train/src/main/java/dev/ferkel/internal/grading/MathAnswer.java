package dev.ferkel.internal.grading;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Final answers: found in a text, and compared by what they mean. Numbers are exact; equal are also fractions and
 * decimals, quantities in different units, a quantity and its bare number, lists item by item, yes and true, what is in
 * brackets and what is not.
 */
public final class MathAnswer {
    /** Longer answers are equal to nothing. */
    private static final int MAX_LENGTH = 2000;

    private static final int MAX_DEPTH = 5;

    private final BiPredicate<Quantity, Quantity> amounts;

    private MathAnswer(BiPredicate<Quantity, Quantity> amounts) {
        this.amounts = amounts;
    }

    /** The last {@code Answer: ...} line's, else the last {@code \boxed{...}}'s, else {@code <answer>}'s; else none. */
    public static Optional<String> extract(String text) {
        return Extraction.line(text)
                .or(() -> Extraction.boxed(text))
                .or(() -> Extraction.tagged(text))
                .map(answer -> Extraction.boxed(answer).orElse(answer));
    }

    /** Whether a given answer means the same as the reference. */
    public static boolean equal(String reference, String given) {
        return compare(reference, given, Quantity::same);
    }

    /** Like {@link #equal}, but a quantity has to be in the reference's unit: the conversion was the question. */
    public static boolean equalInUnit(String reference, String given) {
        return compare(reference, given, Quantity::sameInUnit);
    }

    private static boolean compare(String reference, String given, BiPredicate<Quantity, Quantity> amounts) {
        return reference.length() <= MAX_LENGTH
                && given.length() <= MAX_LENGTH
                && new MathAnswer(amounts).same(Normaliser.normalise(reference), Normaliser.normalise(given), 0);
    }

    private boolean same(String bracketedReference, String bracketedGiven, int depth) {
        String reference = ItemList.bare(bracketedReference);
        String given = ItemList.bare(bracketedGiven);
        if (Normaliser.tight(reference).equals(Normaliser.tight(given))) {
            return true;
        }
        Optional<Quantity> a = Quantity.parse(reference);
        Optional<Quantity> b = Quantity.parse(given);
        if (a.isPresent() && b.isPresent() && amounts.test(a.get(), b.get())) {
            return true;
        }
        return depth < MAX_DEPTH && (sameItems(reference, given, depth) || sameNamed(reference, given, depth));
    }

    private boolean sameItems(String reference, String given, int depth) {
        ItemList a = ItemList.parse(reference);
        ItemList b = ItemList.parse(given);
        if (!a.like(b) || a.items().isEmpty()) {
            return false;
        }
        List<String> items = b.items();
        for (int i = 0; i < items.size(); i++) {
            if (!same(a.items().get(i), items.get(i), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** {@code x = 5} is 5 where the other has no name, or the same one. */
    private boolean sameNamed(String reference, String given, int depth) {
        String a = Normaliser.unnamed(reference);
        String b = Normaliser.unnamed(given);
        boolean named = !a.equals(reference) || !b.equals(given);
        boolean contradict = !a.equals(reference) && !b.equals(given) && reference.charAt(0) != given.charAt(0);
        return named && !contradict && same(a, b, depth + 1);
    }
}
