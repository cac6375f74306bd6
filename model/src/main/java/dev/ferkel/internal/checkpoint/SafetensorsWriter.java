package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import tools.jackson.databind.json.JsonMapper;

/** Writes safetensors: aside, synced, then renamed, so that a half-written file is never taken for a whole one. */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /** Writes plain (not block-quantised) tensors in the map's order. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        var lazy = new ArrayList<LazyTensor>();
        tensors.forEach((name, tensor) -> lazy.add(LazyTensor.of(name, tensor)));
        write(file, lazy, metadata, bytes -> {});
    }

    /**
     * Writes plain tensors in the order given.
     *
     * @param written hears the bytes of tensors as they are written
     */
    public static void write(Path file, List<LazyTensor> tensors, Map<String, String> metadata, LongConsumer written) {
        var header = header(tensors, metadata);
        long size =
                header.length + tensors.stream().mapToLong(LazyTensor::byteSize).sum();
        WholeFile.write(file, size, channel -> {
            WholeFile.write(channel, ByteBuffer.wrap(header));
            for (var tensor : tensors) {
                tensor.write(channel, written);
            }
        });
    }

    private static byte[] header(List<LazyTensor> tensors, Map<String, String> metadata) {
        var header = new LinkedHashMap<String, Object>();
        header.put("__metadata__", metadata);
        long at = 0;
        for (var tensor : tensors) {
            if (tensor.type().isQuantized()) {
                throw FerkelException.of(
                        "tensor '%s' is %s, which safetensors doesn't know", tensor.name(), tensor.type());
            }
            var description = new LinkedHashMap<String, Object>();
            description.put("dtype", tensor.type().name());
            description.put("shape", tensor.shape());
            description.put("data_offsets", new long[] {at, at + tensor.byteSize()});
            header.put(tensor.name(), description);
            at += tensor.byteSize();
        }
        var json = JsonMapper.shared().writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        var bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        Arrays.fill(bytes.array(), 8 + json.length, 8 + padded, (byte) ' ');
        return bytes.array();
    }
}
