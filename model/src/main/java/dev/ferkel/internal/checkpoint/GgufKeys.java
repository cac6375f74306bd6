package dev.ferkel.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A GGUF file's keys in order, each value as its bytes: type, then contents. So a file that is copied keeps its metadata
 * exactly. A key that is set anew comes last, as in ggml.
 */
public final class GgufKeys {
    private static final int U16 = 2;
    private static final int U32 = 4;
    private static final int I32 = 5;
    private static final int F32 = 6;
    private static final int BOOL = 7;
    private static final int TEXT = 8;
    private static final int ARRAY = 9;

    private final Map<String, MemorySegment> values = new LinkedHashMap<>();

    /** The same keys and values, to be changed apart. */
    public GgufKeys copy() {
        var copy = new GgufKeys();
        copy.values.putAll(values);
        return copy;
    }

    /** @param encoded type id and contents, valid for as long as this is used */
    void encoded(String key, MemorySegment encoded) {
        values.put(key, encoded);
    }

    public GgufKeys text(String key, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return put(
                key,
                buffer(12 + bytes.length).putInt(TEXT).putLong(bytes.length).put(bytes));
    }

    /** An unsigned number of 32 bits. */
    public GgufKeys count(String key, int value) {
        return put(key, buffer(8).putInt(U32).putInt(value));
    }

    /** A signed number of 32 bits. */
    public GgufKeys signed(String key, int value) {
        return put(key, buffer(8).putInt(I32).putInt(value));
    }

    /** An unsigned number of 16 bits. */
    public GgufKeys count16(String key, int value) {
        return put(key, buffer(6).putInt(U16).putShort((short) value));
    }

    public GgufKeys number(String key, float value) {
        return put(key, buffer(8).putInt(F32).putFloat(value));
    }

    public GgufKeys flag(String key, boolean value) {
        return put(key, buffer(5).putInt(BOOL).put((byte) (value ? 1 : 0)));
    }

    /** A list of signed numbers of 32 bits. */
    public GgufKeys counts(String key, int... numbers) {
        var bytes = array(I32, numbers.length, 4L * numbers.length);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return put(key, bytes);
    }

    public GgufKeys texts(String key, Iterable<String> texts) {
        long size = 0;
        int count = 0;
        for (var text : texts) {
            size += 8 + text.getBytes(StandardCharsets.UTF_8).length;
            count++;
        }
        var bytes = array(TEXT, count, size);
        for (var text : texts) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.putLong(utf8.length).put(utf8);
        }
        return put(key, bytes);
    }

    public GgufKeys remove(Predicate<String> which) {
        values.keySet().removeIf(which);
        return this;
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** {@code general.alignment}: 32 where there is none, 0 where it is no number of 32 bits, as ggml wants it. */
    int alignment() {
        var value = values.get("general.alignment");
        if (value == null) {
            return 32;
        }
        boolean right = value.get(ValueLayout.JAVA_INT_UNALIGNED, 0) == U32;
        return right ? value.get(ValueLayout.JAVA_INT_UNALIGNED, 4) : 0;
    }

    int size() {
        return values.size();
    }

    long byteSize() {
        long size = 0;
        for (var entry : values.entrySet()) {
            size += 8
                    + entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().byteSize();
        }
        return size;
    }

    void write(ByteBuffer target) {
        values.forEach((key, value) -> {
            var bytes = key.getBytes(StandardCharsets.UTF_8);
            target.putLong(bytes.length).put(bytes).put(value.asByteBuffer());
        });
    }

    private GgufKeys put(String key, ByteBuffer bytes) {
        values.remove(key);
        values.put(key, MemorySegment.ofBuffer(bytes.flip()));
        return this;
    }

    private static ByteBuffer array(int type, int count, long size) {
        return buffer(Math.toIntExact(16 + size)).putInt(ARRAY).putInt(type).putLong(count);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
