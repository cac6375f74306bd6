package dev.ferkel.internal.problem;

/** How problems become documents. */
public final class ProblemText {
    private ProblemText() {}

    /** The question, a line break, the solution with its {@code Answer: ...} line; no special tokens. */
    public static String document(Problem problem, Style style) {
        return problem.question() + "\n" + problem.solution(style);
    }

    /**
     * About how many tokens a small vocabulary makes of a text: one a digit, a line break, a mark and a short word, with
     * the space before it.
     */
    static int tokens(String text) {
        int tokens = 0;
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters = Character.isLetter(c) ? letters + 1 : 0;
            boolean space = c == ' ' && i + 1 < text.length() && !Character.isDigit(text.charAt(i + 1));
            tokens += !space && (letters == 0 || letters % 6 == 1) ? 1 : 0;
        }
        return tokens;
    }
}
