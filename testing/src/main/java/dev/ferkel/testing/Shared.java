package dev.ferkel.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Large oracles that live beside the project's folder and not in it; tests over them run when they are there. */
public final class Shared {
    private Shared() {}

    /** The project's root folder, from the build's {@code ferkel.root} or by walking up to the folder of the launcher. */
    public static Path root() {
        var given = System.getProperty("ferkel.root");
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        for (var p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.exists(p.resolve(".ci/run"))) {
                return p;
            }
        }
        throw new IllegalStateException("run the tests from inside the project, or set -Dferkel.root");
    }

    /** {@code ../shared/PATH} beside the project, or {@code $FERKEL_SHARED/PATH}; empty where it is not there. */
    public static Optional<Path> find(String path) {
        var given = System.getenv("FERKEL_SHARED");
        var base = given != null ? Path.of(given) : root().resolveSibling("shared");
        var file = base.resolve(path);
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
}
