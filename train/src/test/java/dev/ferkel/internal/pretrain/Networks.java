package dev.ferkel.internal.pretrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipInputStream;

/** Random networks that PyTorch has trained, see the README beside them. */
final class Networks {
    private static final String FILE = "/training/networks.zip";

    private Networks() {}

    /** Unpacks one into a folder. */
    static void unpack(String name, Path folder) throws IOException {
        try (var zip = new ZipInputStream(Objects.requireNonNull(Networks.class.getResourceAsStream(FILE), FILE))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith(name + "/")) {
                    Files.write(folder.resolve(entry.getName().substring(name.length() + 1)), zip.readAllBytes());
                }
            }
        }
    }
}
