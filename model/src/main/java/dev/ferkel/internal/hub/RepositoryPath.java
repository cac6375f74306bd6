package dev.ferkel.internal.hub;

import java.nio.file.Path;

/** Paths of files in a repository: relative, with slashes, and none that could lead out of a folder. */
final class RepositoryPath {
    private static final int MAX_LENGTH = 1000;
    private static final int MAX_DEPTH = 16;

    private RepositoryPath() {}

    static boolean isSafe(String path) {
        if (path.isEmpty() || path.length() > MAX_LENGTH || !path.chars().allMatch(RepositoryPath::isPlain)) {
            return false;
        }
        var parts = path.split("/", -1);
        for (var part : parts) {
            if (part.isBlank() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return parts.length <= MAX_DEPTH;
    }

    /** Backslashes and colons mean something on some systems, and not every locale can write all letters. */
    private static boolean isPlain(int c) {
        return c >= ' ' && c < 127 && c != '\\' && c != ':';
    }

    static Path resolve(Path folder, String path) {
        if (!isSafe(path)) {
            throw new IllegalArgumentException(path);
        }
        var file = folder;
        for (var part : path.split("/")) {
            file = file.resolve(part);
        }
        return file;
    }

    /** What follows the last slash. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
