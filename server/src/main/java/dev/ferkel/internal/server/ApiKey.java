package dev.ferkel.internal.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key that clients may show. Only its digest is kept, and all of it is always compared.
 *
 * @param name what logs and limits call it
 */
public record ApiKey(String name, byte[] digest) {
    /** @param secret what clients send */
    public static ApiKey of(String name, String secret) {
        return new ApiKey(name, digest(secret));
    }

    boolean matches(byte[] digestOfGiven) {
        return MessageDigest.isEqual(digest, digestOfGiven);
    }

    static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
