package dev.ferkel.chat;

/** What one rendering may cost, so that a hostile template ends in an error and not in a hang or a full heap. */
final class Budget {
    private static final long STEPS = 20_000_000;
    private static final int LARGEST = 16 << 20;
    private static final int DEPTH = 120;

    private long steps;
    private long size;
    private int depth;

    void step() {
        if (++steps > STEPS) {
            throw new TemplateFailure("the template takes more than " + STEPS + " steps");
        }
    }

    /** A text or list of this size is made; all of them together are bounded, too. */
    void size(long made) {
        size += made;
        if (made > LARGEST || size > 16L * LARGEST) {
            throw new TemplateFailure("the template makes texts or lists of more than " + LARGEST + " elements");
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
