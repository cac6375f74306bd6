package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.tensor.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** A safetensors file's JSON header, read value by value: what is no tensor is passed over and takes no memory. */
final class SafetensorsHeader {
    private static final int MAX_TENSORS = 1 << 18;
    private static final int MAX_RANK = 8;

    /** @param from first byte, counted from the end of the header; {@code to} is the one after the last */
    record Entry(DType type, long[] shape, long from, long to) {}

    private final String file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SafetensorsHeader(String file) {
        this.file = file;
    }

    static Map<String, Entry> read(String file, byte[] json) {
        var header = new SafetensorsHeader(file);
        try (var parser = TextFiles.JSON_FACTORY.createParser(ObjectReadContext.empty(), json)) {
            header.read(parser);
        } catch (JacksonException e) {
            throw TextFiles.notJson(file + ": header", e);
        }
        return header.entries;
    }

    private void read(JsonParser p) {
        if (p.nextToken() != JsonToken.START_OBJECT) {
            throw FerkelException.of("%s: header is %s, expected a JSON object", file, p.currentToken());
        }
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = p.currentName();
            p.nextToken();
            if (name.equals("__metadata__")) {
                p.skipChildren();
            } else if (entries.put(name, entry(name, p)) != null) {
                throw FerkelException.of("%s: tensor '%s' comes twice", file, name);
            } else if (entries.size() > MAX_TENSORS) {
                throw FerkelException.of("%s: more than %d tensors in one file", file, MAX_TENSORS);
            }
        }
        if (p.nextToken() != null) {
            throw FerkelException.of("%s: header goes on after its JSON object", file);
        }
    }

    private Entry entry(String name, JsonParser p) {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            throw FerkelException.of("%s: tensor '%s' is %s, expected a JSON object", file, name, p.currentToken());
        }
        DType type = null;
        long[] shape = null;
        long[] offsets = null;
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = p.currentName();
            p.nextToken();
            switch (key) {
                case "dtype" -> type = once(name, key, type, type(name, p));
                case "shape" -> shape = once(name, key, shape, numbers(name, key, MAX_RANK, p));
                case "data_offsets" -> offsets = once(name, key, offsets, numbers(name, key, 2, p));
                default -> p.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw FerkelException.of(
                    "%s: tensor '%s' has no %s",
                    file, name, type == null ? "'dtype'" : shape == null ? "'shape'" : "'data_offsets' of two numbers");
        }
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    private <T> T once(String name, String key, @Nullable T before, T now) {
        if (before != null) {
            throw FerkelException.of("%s: tensor '%s' has '%s' twice", file, name, key);
        }
        return now;
    }

    private DType type(String name, JsonParser p) {
        var type = p.currentToken() == JsonToken.VALUE_STRING ? p.getString() : String.valueOf(p.currentToken());
        return switch (type) {
            case "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "F8_E4M3" -> DType.valueOf(type);
            case "U8", "BOOL" -> DType.I8;
            default ->
                throw FerkelException.of("%s: tensor '%s' has type '%s', which is not supported", file, name, type);
        };
    }

    private long[] numbers(String name, String key, int most, JsonParser p) {
        var numbers = new long[most];
        int n = 0;
        boolean array = p.currentToken() == JsonToken.START_ARRAY;
        while (array && p.nextToken() != JsonToken.END_ARRAY) {
            boolean whole = p.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && p.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && p.getLongValue() >= 0;
            array = whole && n < most;
            if (array) {
                numbers[n++] = p.getLongValue();
            }
        }
        if (!array) {
            throw FerkelException.of(
                    "%s: tensor '%s' has a '%s' that is no list of at most %d whole numbers", file, name, key, most);
        }
        return Arrays.copyOf(numbers, n);
    }
}
