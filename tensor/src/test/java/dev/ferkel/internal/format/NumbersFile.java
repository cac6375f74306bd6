package dev.ferkel.internal.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A well-formed safetensors file in memory: this module comes before the one that reads them properly. */
public final class NumbersFile {
    private static final Pattern TENSOR = Pattern.compile(
            "\"([^\"]+)\":\\{\"dtype\":\"\\w+\",\"shape\":\\[[\\d,]*],\"data_offsets\":\\[(\\d+),(\\d+)]}");

    private final Map<String, ByteBuffer> tensors = new TreeMap<>();

    private NumbersFile(byte[] content) {
        var all = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int header = 8 + Math.toIntExact(all.getLong(0));
        var tensor = TENSOR.matcher(new String(all.array(), 8, header - 8, StandardCharsets.UTF_8));
        while (tensor.find()) {
            int from = Integer.parseInt(tensor.group(2));
            int to = Integer.parseInt(tensor.group(3));
            tensors.put(tensor.group(1), all.slice(header + from, to - from).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    static NumbersFile read(Path file) {
        try {
            return new NumbersFile(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A gzipped resource. */
    public static NumbersFile resource(String name) {
        try (var in = new GZIPInputStream(Objects.requireNonNull(NumbersFile.class.getResourceAsStream(name), name))) {
            return new NumbersFile(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Iterable<String> names() {
        return tensors.keySet();
    }

    public byte[] bytes(String name) {
        var data = tensors.get(name).duplicate();
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    public float[] floats(String name) {
        var data = tensors.get(name).duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var values = new float[data.remaining()];
        data.get(values);
        return values;
    }
}
