package dev.ferkel.internal.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes GGUF files, right ones and wrong ones, for tests. */
public final class GgufBuilder {
    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private long keyCount;
    private long tensorCount;
    private int version = 3;

    public GgufBuilder version(int number) {
        version = number;
        return this;
    }

    /** Counts that the header claims, whatever there is. */
    public GgufBuilder counts(long tensors, long metadata) {
        tensorCount = tensors;
        keyCount = metadata;
        return this;
    }

    public GgufBuilder text(String key, String value) {
        return key(key, 8, string(value));
    }

    public GgufBuilder u32(String key, long value) {
        return key(key, 4, little(4, value));
    }

    public GgufBuilder u64(String key, long value) {
        return key(key, 10, little(8, value));
    }

    public GgufBuilder f32(String key, float value) {
        return key(key, 6, little(4, Float.floatToRawIntBits(value)));
    }

    public GgufBuilder bool(String key, boolean value) {
        return key(key, 7, little(1, value ? 1 : 0));
    }

    public GgufBuilder texts(String key, String... values) {
        var all = new byte[values.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = string(values[i]);
        }
        return array(key, 8, values.length, join(all));
    }

    public GgufBuilder ints(String key, int... values) {
        var all = new byte[values.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = little(4, values[i]);
        }
        return array(key, 5, values.length, join(all));
    }

    /** An array that claims {@code count} entries. */
    public GgufBuilder array(String key, int type, long count, byte[] entries) {
        return key(key, 9, join(little(4, type), little(8, count), entries));
    }

    public GgufBuilder key(String key, int type, byte[] value) {
        keys.writeBytes(join(string(key), little(4, type), value));
        keyCount++;
        return this;
    }

    /** A tensor behind those before it; dimensions as GGUF has them, the fastest first. */
    public GgufBuilder tensor(String name, int type, int bytes, long... dims) {
        int offset = data.size();
        for (int i = 0; i < bytes; i++) {
            data.write(type == 0 || type == 1 ? 0x3c * (i & 1) : i); // F16: ones
        }
        while (data.size() % ALIGNMENT != 0) {
            data.write(0);
        }
        return entry(name, type, offset, dims);
    }

    /** An entry of the table without data. */
    public GgufBuilder entry(String name, int type, long offset, long... dims) {
        table.writeBytes(join(string(name), little(4, dims.length)));
        for (long dim : dims) {
            table.writeBytes(little(8, dim));
        }
        table.writeBytes(join(little(4, type), little(8, offset)));
        tensorCount++;
        return this;
    }

    public byte[] build() {
        var head = join(
                "GGUF".getBytes(StandardCharsets.US_ASCII),
                little(4, version),
                little(8, tensorCount),
                little(8, keyCount),
                keys.toByteArray(),
                table.toByteArray());
        return join(head, new byte[-head.length & ALIGNMENT - 1], data.toByteArray());
    }

    /** A text with a length before it. */
    public static byte[] string(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(little(8, bytes.length), bytes);
    }

    /** A number of {@code size} bytes. */
    public static byte[] little(int size, long value) {
        var bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return java.util.Arrays.copyOf(bytes, size);
    }

    public static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
