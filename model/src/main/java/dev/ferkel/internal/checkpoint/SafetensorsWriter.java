package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes safetensors: aside, synced, then renamed, so that a half-written file is never taken for a whole one. */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /** Writes plain (not block-quantised) tensors in the map's order. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        var aside = file.resolveSibling(file.getFileName() + ".part");
        try (var channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, ByteBuffer.wrap(header(tensors, metadata)));
            for (var tensor : tensors.values()) {
                for (long at = 0; at < tensor.byteSize(); at += 1 << 30) {
                    write(
                            channel,
                            tensor.data()
                                    .asSlice(at, Math.min(1 << 30, tensor.byteSize() - at))
                                    .asByteBuffer());
                }
            }
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be written: " + e.getMessage(), e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        var header = new LinkedHashMap<String, Object>();
        header.put("__metadata__", metadata);
        long at = 0;
        for (var entry : tensors.entrySet()) {
            var tensor = entry.getValue();
            if (tensor.type().isQuantized()) {
                throw FerkelException.of(
                        "tensor '%s' is %s, which safetensors doesn't know", entry.getKey(), tensor.type());
            }
            var description = new LinkedHashMap<String, Object>();
            description.put("dtype", tensor.type().name());
            description.put("shape", tensor.shape());
            description.put("data_offsets", new long[] {at, at + tensor.byteSize()});
            header.put(entry.getKey(), description);
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
