package dev.ferkel.chat;

/**
 * What one rendering may cost, so that a hostile template ends in an error and not in a hang or a full heap. A step is
 * some tens of nanoseconds of work.
 */
final class Budget {
    private static final long STEPS = 10_000_000;
    private static final int LARGEST_TEXT = 16 << 20;
    private static final int LARGEST_LIST = 1 << 20;
    private static final long ALL = 128 << 20;
    /** An element and what it refers to, in letters of a text. */
    private static final int ELEMENT = 32;

    private static final int CHARACTERS_A_STEP = 64;
    private static final int DEPTH = 120;

    private long steps;
    private long size;
    private int depth;

    void step() {
        steps(1);
    }

    void steps(long n) {
        steps += n;
        if (steps > STEPS) {
            throw new TemplateFailure("the template takes more than " + STEPS + " steps");
        }
    }

    /** So many characters are gone through. */
    void read(long characters) {
        steps(1 + characters / CHARACTERS_A_STEP);
    }

    /** A text of so many characters is made; all of them together are bounded, too. */
    void text(long characters) {
        if (characters > LARGEST_TEXT) {
            throw new TemplateFailure("the template makes a text of more than " + LARGEST_TEXT + " characters");
        }
        read(characters);
        add(characters);
    }

    /** A list or dict of so many elements is made. */
    void list(long elements) {
        if (elements > LARGEST_LIST) {
            throw new TemplateFailure("the template makes a list of more than " + LARGEST_LIST + " elements");
        }
        steps(1 + elements / 4);
        add(elements * ELEMENT);
    }

    private void add(long made) {
        size += made;
        if (size > ALL) {
            throw new TemplateFailure("the template makes more than " + ALL + " characters of texts and lists");
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
