package dev.ferkel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where Ferkel keeps what it remembers of its user, by each system's own custom. */
final class StateFolder {
    private StateFolder() {}

    /** The chat's history, readable by the user alone; empty where it can't be kept. */
    static Optional<Path> history() {
        try {
            var file = of(System.getenv(), System.getProperty("os.name", ""), home())
                    .resolve("history");
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            return Optional.of(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The user's folder, as the shell has it. */
    static String home() {
        return home(System.getenv());
    }

    static String home(Map<String, String> environment) {
        return environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    }

    static Path of(Map<String, String> environment, String system, String home) {
        var name = system.toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return folder(environment.get("LOCALAPPDATA"), home, "AppData", "Local")
                    .resolve("Ferkel");
        }
        if (name.contains("mac")) {
            return folder(environment.get("XDG_STATE_HOME"), home, "Library", "Application Support")
                    .resolve("Ferkel");
        }
        return folder(environment.get("XDG_STATE_HOME"), home, ".local", "state")
                .resolve("ferkel");
    }

    private static Path folder(@Nullable String given, String home, String... otherwise) {
        return given != null && !given.isEmpty() ? Path.of(given) : Path.of(home, otherwise);
    }
}
