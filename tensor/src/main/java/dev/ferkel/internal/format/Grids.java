package dev.ferkel.internal.format;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The code books of GGUF's IQ types. The resource {@code grids.bin} holds, one book after the other, each value's index
 * in its alphabet: 2 bits where the alphabet has three letters, otherwise 4, low bits first.
 */
final class Grids {
    private static final int[] THIRDS = {8, 25, 43};
    private static final byte[] PACKED = read();

    /** [256][8], [512][8], [1024][8], [256][4], [512][4] and [2048][8] values, flat. */
    static final byte[] IQ2_XXS = book(0, 256 * 8, THIRDS);

    static final byte[] IQ2_XS = book(512, 512 * 8, THIRDS);
    static final byte[] IQ2_S = book(1536, 1024 * 8, THIRDS);
    static final byte[] IQ3_XXS = book(3584, 256 * 4, new int[] {4, 12, 20, 28, 36, 44, 52, 62});
    static final byte[] IQ3_S = book(4096, 512 * 4, new int[] {1, 3, 5, 7, 9, 11, 13, 15});
    static final byte[] IQ1_S = book(5120, 2048 * 8, new int[] {-1, 0, 1});

    private Grids() {}

    private static byte[] book(int at, int values, int[] alphabet) {
        int bits = alphabet.length == 3 ? 2 : 4;
        int perByte = 8 / bits;
        var book = new byte[values];
        for (int i = 0; i < values; i++) {
            int letter = PACKED[at + i / perByte] >> i % perByte * bits & (1 << bits) - 1;
            book[i] = (byte) alphabet[letter];
        }
        return book;
    }

    private static byte[] read() {
        try (var in = Grids.class.getResourceAsStream("grids.bin")) {
            return java.util.Objects.requireNonNull(in, "grids.bin").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
