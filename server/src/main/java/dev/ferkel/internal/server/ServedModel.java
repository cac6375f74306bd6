package dev.ferkel.internal.server;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.LoadedModel;

/** A model that is in memory, with its engine. */
public record ServedModel(String name, LoadedModel model, Engine engine, Assistant assistant) implements AutoCloseable {
    /** What answers say they were made with: it changes when the same seed may give another answer. */
    String fingerprint() {
        int hash = (name + model.checkpoint().path() + engine.cacheBytes()).hashCode();
        return "fp_" + String.format("%08x", hash) + "_ferkel";
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
