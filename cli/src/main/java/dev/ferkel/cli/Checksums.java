package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A folder's SHA256SUMS, as sha256sum writes and checks it. */
final class Checksums {
    static final String FILE = "SHA256SUMS";

    private Checksums() {}

    /**
     * Writes the sums of all files but hidden ones and itself.
     *
     * @return how many
     */
    static int write(Path folder) {
        try {
            var text = new StringBuilder();
            var files = files(folder);
            for (var file : files) {
                text.append(sum(file)).append("  ").append(file.getFileName()).append('\n');
            }
            WholeFile.write(folder.resolve(FILE), text.toString());
            return files.size();
        } catch (IOException e) {
            throw new FerkelException(folder + ": checksums can't be written: " + e, e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .filter(f -> !f.getFileName().toString().startsWith("."))
                    .filter(f -> !f.endsWith(FILE) && !f.endsWith(FILE + ".part"))
                    .sorted()
                    .toList();
        }
    }

    private static String sum(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            var buffer = new byte[1 << 20];
            while (in.read(buffer) >= 0) {
                // the digest hears it
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
