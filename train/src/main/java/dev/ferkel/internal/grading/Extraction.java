package dev.ferkel.internal.grading;

import java.util.Optional;

/** Where a text says its final answer. One pass each, whatever the text. */
final class Extraction {
    private static final String ANSWER = "answer:";
    private static final String BOXED = "\\boxed";

    private Extraction() {}

    /** What follows the last {@code Answer:} in its line or, where nothing does, what is boxed or the first line below. */
    static Optional<String> line(String text) {
        for (int i = text.length() - ANSWER.length(); i >= 0; i--) {
            boolean begins = i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1));
            if (begins && text.regionMatches(true, i, ANSWER, 0, ANSWER.length())) {
                int from = i + ANSWER.length();
                int end = text.indexOf('\n', from);
                var beside = present(text.substring(from, end < 0 ? text.length() : end));
                return beside.isPresent() || end < 0 ? beside : below(text.substring(end));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> below(String text) {
        return boxed(text)
                .or(() -> text.lines()
                        .filter(line -> line.codePoints().anyMatch(Character::isLetterOrDigit))
                        .findFirst()
                        .flatMap(Extraction::present));
    }

    /** What the braces of the last {@code \boxed{...}} hold. */
    static Optional<String> boxed(String text) {
        int at = text.lastIndexOf(BOXED);
        if (at < 0) {
            return Optional.empty();
        }
        int open = at + BOXED.length();
        while (open < text.length() && text.charAt(open) == ' ') {
            open++;
        }
        if (open == text.length() || text.charAt(open) != '{') {
            return present(text.substring(open).lines().findFirst().orElse(""));
        }
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return present(text.substring(open + 1, i));
            }
        }
        return Optional.empty();
    }

    /** What stands between the last {@code <answer>} and its end. */
    static Optional<String> tagged(String text) {
        int end = text.lastIndexOf("</answer>");
        int start = end < 0 ? -1 : text.lastIndexOf("<answer>", end);
        return start < 0 ? Optional.empty() : present(text.substring(start + "<answer>".length(), end));
    }

    private static Optional<String> present(String found) {
        String answer = found.replace("**", "").strip();
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }
}
