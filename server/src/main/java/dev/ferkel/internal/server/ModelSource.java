package dev.ferkel.internal.server;

/** Loads a model when it is first asked for. */
@FunctionalInterface
public interface ModelSource {
    /** @throws dev.ferkel.error.FerkelException naming the file and what is wrong with it */
    ServedModel load();
}
