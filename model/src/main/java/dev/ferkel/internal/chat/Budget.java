package dev.ferkel.internal.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one rendering may cost, so that a hostile template ends in an error and not in a hang or a full heap. */
final class Budget {
    private static final long STEPS = 4_000_000;
    /** Of all texts, lists and dicts that are made, whether they are kept or not. */
    private static final long BYTES = 256 << 20;

    private static final int LONGEST_TEXT = 4 << 20;
    private static final int LONGEST_LIST = 1 << 20;
    private static final int DEPTH = 120;
    /** Characters that are looked at in the time of one step. */
    private static final int CHARACTERS_A_STEP = 16;

    private static final int CHARACTERS_COMPARED_A_STEP = 1024;

    private long steps;
    private long bytes;
    private int depth;

    void step() {
        steps(1);
    }

    void steps(long more) {
        steps += more;
        if (steps > STEPS) {
            throw new TemplateFailure("the template takes more than " + STEPS + " steps");
        }
    }

    /** A value is looked at from end to end, but not into its items. */
    void read(@Nullable Object value) {
        switch (value) {
            case String s -> steps(s.length() / CHARACTERS_A_STEP);
            case List<?> l -> steps(l.size());
            case Map<?, ?> m -> steps(m.size());
            case null -> {}
            default -> {}
        }
    }

    /** {@code part} is looked for in {@code text}: in the worst case every character with every other. */
    void search(String text, String part) {
        steps((long) text.length() * (part.length() + 1) / CHARACTERS_COMPARED_A_STEP);
    }

    /** A text of this many characters is, or is about to be, made. */
    void text(long characters) {
        if (characters > LONGEST_TEXT) {
            throw new TemplateFailure("the template makes a text of more than " + LONGEST_TEXT + " characters");
        }
        steps(characters / CHARACTERS_A_STEP);
        made(48 + 2 * characters);
    }

    /** A list or dict of this many items is, or is about to be, made. */
    void items(long count) {
        if (count > LONGEST_LIST) {
            throw new TemplateFailure("the template makes a list of more than " + LONGEST_LIST + " items");
        }
        steps(count / 4);
        made(64 + 16 * count);
    }

    /** Whatever was made. */
    void result(@Nullable Object value) {
        switch (value) {
            case String s -> text(s.length());
            case List<?> l -> items(l.size());
            case Map<?, ?> m -> items(4L * m.size());
            case null -> {}
            default -> {}
        }
    }

    private void made(long more) {
        bytes += more;
        if (bytes > BYTES) {
            throw new TemplateFailure("the template makes texts and lists of more than " + BYTES + " bytes");
        }
    }

    void enter() {
        if (++depth > DEPTH) {
            throw new TemplateFailure("the template's calls are nested more than " + DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
