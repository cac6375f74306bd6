package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a check of a folder finds, in order. */
final class Findings {
    /** How much a finding matters. */
    enum Level {
        OK,
        ADVICE,
        MISSING
    }

    /** What was found about a file. */
    record Finding(Level level, String file, String told) {}

    private final Path folder;
    private final List<Finding> list = new ArrayList<>();

    Findings(Path folder) {
        this.folder = folder;
    }

    List<Finding> list() {
        return list;
    }

    void ok(String file, String told) {
        list.add(new Finding(Level.OK, file, told));
    }

    void advice(String file, String told) {
        list.add(new Finding(Level.ADVICE, file, told));
    }

    void missing(String file, String told) {
        list.add(new Finding(Level.MISSING, file, told));
    }

    /**
     * Notes what a check says, where it says something, or what is wrong.
     *
     * @return whether nothing is
     */
    boolean tried(String file, Supplier<String> check) {
        try {
            var told = check.get();
            if (!told.isEmpty()) {
                ok(file, told);
            }
            return true;
        } catch (FerkelException e) {
            missing(file, told(file, e));
            return false;
        }
    }

    /** Without the folder, and without the file, which the line begins with. */
    private String told(String file, FerkelException e) {
        var text = String.valueOf(e.getMessage()).replace(folder + File.separator, "");
        return text.startsWith(file + ": ") ? text.substring(file.length() + 2) : text;
    }
}
