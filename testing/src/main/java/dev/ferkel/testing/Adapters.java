package dev.ferkel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipInputStream;

/** Adapters that PEFT saved, see the README beside them. */
public final class Adapters {
    private static final String FILE = "/lora/adapters.zip";

    private Adapters() {}

    /** Unpacks all, each into a folder of its network's name. */
    public static void unpack(Path folder) throws IOException {
        try (var zip = new ZipInputStream(Objects.requireNonNull(Adapters.class.getResourceAsStream(FILE), FILE))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }
}
