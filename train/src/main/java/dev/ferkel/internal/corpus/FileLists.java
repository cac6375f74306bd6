package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** The files that a recipe names. */
final class FileLists {
    private FileLists() {}

    static Path file(Path file) {
        if (!Files.isRegularFile(file)) {
            throw FerkelException.of("%s: %s", file, Files.exists(file) ? "not a file" : "no such file");
        }
        return file;
    }

    /**
     * A file, or those of a folder and the folders in it whose path from there matches a glob, in the order of their
     * paths, which is the same on every system. Folders behind symbolic links are not entered.
     */
    static List<Path> files(Path fileOrFolder, String glob) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(file(fileOrFolder));
        }
        try (var paths = Files.walk(fileOrFolder)) {
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            var files = paths.filter(p -> matcher.matches(fileOrFolder.relativize(p)) && Files.isRegularFile(p))
                    .sorted(Comparator.comparing(p -> key(fileOrFolder.relativize(p))))
                    .toList();
            if (files.isEmpty()) {
                throw FerkelException.of("%s: no file matches '%s'", fileOrFolder, glob);
            }
            return files;
        } catch (PatternSyntaxException e) {
            throw new FerkelException("glob '" + glob + "': " + e.getDescription(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new FerkelException(fileOrFolder + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static String key(Path relative) {
        return relative.toString().replace('\\', '/');
    }
}
