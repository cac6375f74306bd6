package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every JDK has. */
final class Sha256 {
    private Sha256() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a file, in hexadecimal digits. */
    static String of(Path file) {
        try {
            return HexFormat.of().formatHex(of(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
