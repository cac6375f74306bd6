package dev.ferkel.internal.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes by which a hub knows files: SHA-256 of large ones, of all others git's SHA-1 of the blob. */
enum Checksum {
    SHA_256("SHA-256"),
    GIT_BLOB("SHA-1");

    private final String algorithm;

    Checksum(String algorithm) {
        this.algorithm = algorithm;
    }

    static Checksum of(HubFile file) {
        return file.sha256().isPresent() ? SHA_256 : GIT_BLOB;
    }

    /** In hexadecimal digits, of the first {@code size} bytes. */
    String of(FileChannel channel, long size) throws IOException {
        var digest = digest();
        if (this == GIT_BLOB) {
            digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        var buffer = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < size; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw new IOException("the file ends after " + at + " bytes of " + size);
            }
            digest.update(buffer.flip());
            at += count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
