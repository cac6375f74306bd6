package dev.ferkel.internal.engine;

/** Breaks engines, for the tests of who uses them. */
public final class Disorder {
    private Disorder() {}

    /** Ends an engine as if its own books were in disorder. */
    public static void in(Engine engine) {
        engine.loop(() -> {
            throw new InternalError("disorder");
        });
    }
}
