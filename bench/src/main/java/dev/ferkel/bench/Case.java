package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import java.util.regex.Pattern;

/**
 * One thing to measure, named as llama-bench and our {@code bench} name it.
 *
 * @param prompt tokens of the prompt whose speed it is; 0 where it is that of answers
 * @param generate tokens of an answer; 0 where it is the prompt's speed
 * @param depth tokens before an answer
 * @param answers answers at once
 */
record Case(String name, int prompt, int generate, int depth, int answers) {
    /** What answers that are generated together begin with. */
    private static final int SHORT_PROMPT = 64;

    private static final Pattern NAME =
            Pattern.compile("(pp|tg)([1-9]\\d{0,5})(?:@d([1-9]\\d{0,5})|x([1-9]\\d{0,2}))?");

    /** @param name pp512, tg128, tg32@d2048 (after a prompt) or tg32x16 (answers at once, each after a short prompt) */
    static Case parse(String name) {
        var match = NAME.matcher(name);
        boolean known = match.matches();
        boolean isPrompt = name.startsWith("pp");
        if (!known || (isPrompt && (match.group(3) != null || match.group(4) != null))) {
            throw FerkelException.of("%s is no case, expected such as pp512, tg128, tg32@d2048 or tg32x16", name);
        }
        int tokens = Integer.parseInt(match.group(2));
        int answers = match.group(4) == null ? 1 : Integer.parseInt(match.group(4));
        int depth = match.group(3) != null ? Integer.parseInt(match.group(3)) : answers > 1 ? SHORT_PROMPT : 1;
        return new Case(name, isPrompt ? tokens : 0, isPrompt ? 0 : tokens, depth, answers);
    }

    boolean isTogether() {
        return answers > 1;
    }
}
