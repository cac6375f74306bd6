package dev.ferkel.checkpoint;

import dev.ferkel.tensor.DType;
import dev.ferkel.tensor.FerkelException;
import dev.ferkel.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes. */
final class SafetensorsFile {
    /** The format's own limit. */
    private static final long MAX_HEADER = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

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
                    "%s: header of %d bytes in a file of %d: not a whole safetensors file",
                    file, length, data.byteSize());
        }
        var header = header(file, data.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
        var body = data.asSlice(8 + length);
        var extents = new Extents(file, body.byteSize());
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), body, extents));
            }
        }
        extents.checkOverlaps();
        return tensors;
    }

    private static JsonNode header(String file, byte[] bytes) {
        try {
            var header = JSON.readTree(bytes);
            if (!header.isObject()) {
                throw FerkelException.of("%s: header is %s, expected a JSON object", file, header.getNodeType());
            }
            return header;
        } catch (JacksonException e) {
            throw new FerkelException(
                    file + ": header is not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static Tensor tensor(String file, String name, JsonNode entry, MemorySegment body, Extents extents) {
        var type = type(file, name, entry.path("dtype").asString(""));
        var dims = entry.path("shape");
        var offsets = entry.path("data_offsets");
        if (!dims.isArray() || dims.size() > 8 || !offsets.isArray() || offsets.size() != 2) {
            throw FerkelException.of("%s: tensor '%s' has no 'shape' and 'data_offsets' of two numbers", file, name);
        }
        var shape = new long[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = number(file, name, dims.get(i));
        }
        long from = number(file, name, offsets.get(0));
        long to = number(file, name, offsets.get(1));
        long bytes = size(file, name, type, shape);
        if (to - from != bytes) {
            throw FerkelException.of(
                    "%s: tensor '%s' takes %d bytes, expected %d for its shape", file, name, to - from, bytes);
        }
        extents.add(name, from, bytes);
        return Tensor.of(type, body.asSlice(from, bytes), shape);
    }

    static long size(String file, String name, DType type, long[] shape) {
        try {
            return Tensor.byteSize(type, shape);
        } catch (FerkelException e) {
            throw new FerkelException(file + ": tensor '" + name + "': " + e.getMessage(), e);
        }
    }

    private static long number(String file, String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
            throw FerkelException.of("%s: tensor '%s' has a size or offset that is no whole number", file, name);
        }
        return node.asLong();
    }

    private static DType type(String file, String name, String type) {
        return switch (type) {
            case "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "F8_E4M3" -> DType.valueOf(type);
            case "U8", "BOOL" -> DType.I8;
            default ->
                throw FerkelException.of("%s: tensor '%s' has type '%s', which is not supported", file, name, type);
        };
    }
}
