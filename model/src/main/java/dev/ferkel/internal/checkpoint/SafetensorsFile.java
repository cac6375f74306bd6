package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes without gaps. */
final class SafetensorsFile {
    /** The format's own limit. */
    private static final long MAX_HEADER = 100_000_000;

    private SafetensorsFile() {}

    static Map<String, Tensor> read(Path path, Arena arena) {
        return read(path.toString(), MappedFile.map(path, arena));
    }

    /** The tensors in the order of the header; their memory is the file's. */
    static Map<String, Tensor> read(String file, MemorySegment data) {
        if (data.byteSize() < 8) {
            throw FerkelException.of(
                    "%s: %d bytes, expected a safetensors header of at least 8", file, data.byteSize());
        }
        long length = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        if (length < 2 || length > MAX_HEADER || length > data.byteSize() - 8) {
            throw FerkelException.of(
                    "%s: header of %s bytes in a file of %d: not a whole safetensors file",
                    file, Long.toUnsignedString(length), data.byteSize());
        }
        var header = SafetensorsHeader.read(file, data.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
        var body = data.asSlice(8 + length);
        var extents = new Extents(file, body.byteSize());
        var tensors = new LinkedHashMap<String, Tensor>();
        header.forEach((name, entry) -> tensors.put(name, tensor(file, name, entry, body, extents)));
        extents.checkOverlaps();
        extents.checkNoGaps();
        return tensors;
    }

    private static Tensor tensor(
            String file, String name, SafetensorsHeader.Entry entry, MemorySegment body, Extents extents) {
        long bytes = size(file, name, entry.type(), entry.shape());
        if (entry.to() - entry.from() != bytes) {
            throw FerkelException.of(
                    "%s: tensor '%s' takes %d bytes, expected %d for its shape",
                    file, name, entry.to() - entry.from(), bytes);
        }
        extents.add(name, entry.from(), bytes);
        return Tensor.of(entry.type(), body.asSlice(entry.from(), bytes), entry.shape());
    }

    static long size(String file, String name, DType type, long[] shape) {
        try {
            return Tensor.byteSize(type, shape);
        } catch (FerkelException e) {
            throw new FerkelException(file + ": tensor '" + name + "': " + e.getMessage(), e);
        }
    }
}
