package dev.ferkel;

import java.nio.file.Path;

/** Loads models. */
public final class Ferkel {
    private Ferkel() {}

    /**
     * Loads a GGUF file or a Hugging Face folder with the options that fit most uses. The files stay mapped until the
     * model is closed.
     *
     * @throws dev.ferkel.error.FerkelException naming the file and what is wrong with it
     */
    public static LocalModel load(Path fileOrFolder) {
        return load(fileOrFolder, LoadOptions.DEFAULT);
    }

    /** As {@link #load(Path)}, with options. */
    public static LocalModel load(Path fileOrFolder, LoadOptions options) {
        return new LocalModel(fileOrFolder, options);
    }
}
