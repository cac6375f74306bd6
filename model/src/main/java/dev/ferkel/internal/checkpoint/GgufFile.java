package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads GGUF versions 2 and 3 (ggml's docs/gguf.md): metadata, a table of tensors, their bytes. */
final class GgufFile {
    private static final int MAGIC = 0x46554747;
    private static final int MAX_NAME = 65_535;
    private static final int MAX_KEYS = 1 << 16;
    private static final int MAX_TENSORS = 1 << 18;

    /** Most bytes before the tensors; what is read from them takes some ten times as much memory. */
    private static final int MAX_HEADER = 64 << 20;

    private final String file;
    private final MemorySegment data;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final GgufKeys keys = new GgufKeys();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private long at;

    private record Entry(String name, DType type, long[] shape, long offset) {}

    GgufFile(String file, MemorySegment data) {
        this.file = file;
        this.data = data;
        read();
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    /** The metadata with the types of its values. */
    GgufKeys keys() {
        return keys;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    private void read() {
        if (data.byteSize() < 24 || u32() != MAGIC) {
            throw FerkelException.of("%s: does not begin with 'GGUF'", file);
        }
        long version = u32();
        if (version < 2 || version > 3) {
            throw FerkelException.of(
                    "%s: GGUF version %d, expected 2 or 3%s",
                    file, version, (version & 0xffff) == 0 ? " (the file is big-endian)" : "");
        }
        long count = count("tensors", 24, MAX_TENSORS);
        long pairs = count("metadata keys", 13, MAX_KEYS);
        for (long i = 0; i < pairs; i++) {
            var key = string(MAX_NAME);
            long from = at;
            if (metadata.put(key, value(key, (int) u32(), 0)) != null) {
                throw FerkelException.of("%s: metadata key '%s' comes twice", file, key);
            }
            keys.encoded(key, data.asSlice(from, at - from));
        }
        table(count);
    }

    private void table(long count) {
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            entries.add(entry());
        }
        long alignment = keys.alignment();
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw FerkelException.of(
                    "%s: 'general.alignment' is %s, expected a power of two up to %d",
                    file, String.valueOf(metadata.get("general.alignment")), 1 << 20);
        }
        long start = Math.min(data.byteSize(), (at + alignment - 1) & -alignment);
        var body = data.asSlice(start);
        var extents = new Extents(file, body.byteSize());
        for (var entry : entries) {
            long bytes = SafetensorsFile.size(file, entry.name(), entry.type(), entry.shape());
            extents.add(entry.name(), entry.offset(), bytes);
            if (entry.offset() % alignment != 0) {
                throw FerkelException.of("%s: tensor '%s' is not aligned to %d bytes", file, entry.name(), alignment);
            }
            var tensor = Tensor.of(entry.type(), body.asSlice(entry.offset(), bytes), entry.shape());
            if (tensors.put(entry.name(), tensor) != null) {
                throw FerkelException.of("%s: tensor '%s' comes twice", file, entry.name());
            }
        }
        extents.checkOverlaps();
    }

    private Entry entry() {
        var name = string(MAX_NAME);
        long rank = u32();
        if (rank > 4) {
            throw FerkelException.of("%s: tensor '%s' has %d dimensions, expected at most 4", file, name, rank);
        }
        var shape = new long[(int) rank];
        for (int i = shape.length - 1; i >= 0; i--) {
            shape[i] = u64();
        }
        return new Entry(name, type(name, u32()), shape, u64());
    }

    private DType type(String name, long id) {
        for (var type : DType.values()) {
            if (type.ggufId() == id) {
                return type;
            }
        }
        throw FerkelException.of("%s: tensor '%s' has type %d, which is not supported", file, name, id);
    }

    private Object value(String key, int type, int depth) {
        return switch (type) {
            case 0 -> u8() & 0xff;
            case 1 -> (int) u8();
            case 2 -> u16() & 0xffff;
            case 3 -> (int) u16();
            case 4 -> u32();
            case 5 -> (int) u32();
            case 6 -> Float.intBitsToFloat((int) u32());
            case 7 -> u8() != 0;
            case 8 -> string(MAX_HEADER);
            case 9 -> array(key, depth);
            case 10, 11 -> u64();
            case 12 -> Double.longBitsToDouble(u64());
            default ->
                throw FerkelException.of("%s: metadata key '%s' has value type %d, expected 0 to 12", file, key, type);
        };
    }

    private Object array(String key, int depth) {
        if (depth > 2) {
            throw FerkelException.of("%s: metadata key '%s' nests arrays too deeply", file, key);
        }
        int type = (int) u32();
        long[] smallest = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};
        long n = count("entries of '" + key + "'", type >= 0 && type <= 12 ? smallest[type] : 1, MAX_HEADER);
        if (type == 8) {
            return strings((int) n);
        }
        if (type == 4 || type == 5) {
            return bytes(4 * n).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        }
        if (type >= 0 && type < 4) {
            var numbers = new int[(int) n];
            for (int i = 0; i < n; i++) {
                numbers[i] = (Integer) value(key, type, depth);
            }
            return numbers;
        }
        if (type == 6) {
            return bytes(4 * n).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        }
        var values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(value(key, type, depth + 1));
        }
        return values;
    }

    /** A count that the rest of the file can hold, each thing taking at least {@code least} bytes. */
    private long count(String what, long least, long most) {
        long count = u64();
        long limit = Math.min(most, (data.byteSize() - at) / least);
        if (count < 0 || count > limit) {
            throw FerkelException.of(
                    "%s: %s %s, but the file can hold at most %d", file, Long.toUnsignedString(count), what, limit);
        }
        return count;
    }

    private String string(long most) {
        long length = u64();
        if (length < 0 || length > most) {
            throw FerkelException.of(
                    "%s: a text of %s bytes at %d, expected at most %d",
                    file, Long.toUnsignedString(length), at - 8, most);
        }
        return length == 0 ? "" : new String(bytes(length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** As one {@link #string} after the other, with less to do for each of a vocabulary's: a start waits for them. */
    private String[] strings(int n) {
        var strings = new String[n];
        var buffer = data.asSlice(at, Math.min(data.byteSize(), MAX_HEADER) - at)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        long start = at;
        for (int i = 0; i < n; i++) {
            long length = buffer.remaining() < 8 ? -1 : buffer.getLong();
            if (length < 0 || length > buffer.remaining()) {
                // says what is wrong
                strings[i] = string(MAX_HEADER);
                return strings;
            }
            var text = new byte[(int) length];
            buffer.get(text);
            strings[i] = new String(text, StandardCharsets.UTF_8);
            at = start + buffer.position();
        }
        return strings;
    }

    private MemorySegment bytes(long length) {
        if (length > data.byteSize() - at) {
            throw FerkelException.of(
                    "%s: ends at byte %d, within its header: the file is truncated", file, data.byteSize());
        }
        if (length > MAX_HEADER - at) {
            throw FerkelException.of("%s: metadata and table of tensors take more than %d bytes", file, MAX_HEADER);
        }
        var slice = data.asSlice(at, length);
        at += length;
        return slice;
    }

    private byte u8() {
        return bytes(1).get(ValueLayout.JAVA_BYTE, 0);
    }

    private short u16() {
        return bytes(2).get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
    }

    private long u32() {
        return bytes(4).get(ValueLayout.JAVA_INT_UNALIGNED, 0) & 0xffffffffL;
    }

    private long u64() {
        return bytes(8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }
}
