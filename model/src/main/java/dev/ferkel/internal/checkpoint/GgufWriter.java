package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** Writes GGUF version 3 (ggml's docs/gguf.md): aside, synced, then renamed. */
public final class GgufWriter {
    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;

    private GgufWriter() {}

    /**
     * Writes tensors in the order given, each aligned as {@code general.alignment} says, to 32 bytes without.
     *
     * @param written hears the bytes of tensors as they are written
     */
    public static void write(Path file, GgufKeys keys, List<LazyTensor> tensors, LongConsumer written) {
        int alignment = keys.alignment();
        var header = header(keys, tensors, alignment);
        long size = header.remaining()
                + tensors.stream()
                        .mapToLong(t -> padded(t.byteSize(), alignment))
                        .sum();
        WholeFile.write(file, size, channel -> {
            WholeFile.write(channel, header);
            for (var tensor : tensors) {
                tensor.write(channel, written);
                pad(channel, tensor.byteSize(), alignment);
            }
        });
    }

    private static void pad(FileChannel channel, long size, int alignment) throws IOException {
        WholeFile.write(channel, ByteBuffer.allocate((int) (padded(size, alignment) - size)));
    }

    private static long padded(long size, int alignment) {
        return size + alignment - 1 & -alignment;
    }

    private static ByteBuffer header(GgufKeys keys, List<LazyTensor> tensors, int alignment) {
        long size = 24 + keys.byteSize();
        for (var tensor : tensors) {
            size += 24 + name(tensor).length + 8L * tensor.shape().length;
        }
        var bytes =
                ByteBuffer.allocate(Math.toIntExact(padded(size, alignment))).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(VERSION).putLong(tensors.size()).putLong(keys.size());
        keys.write(bytes);
        long at = 0;
        for (var tensor : tensors) {
            entry(bytes, tensor, at);
            at += padded(tensor.byteSize(), alignment);
        }
        return bytes.rewind();
    }

    private static void entry(ByteBuffer bytes, LazyTensor tensor, long at) {
        if (tensor.type().ggufId() < 0) {
            throw FerkelException.of("tensor '%s' is %s, which GGUF doesn't know", tensor.name(), tensor.type());
        }
        var name = name(tensor);
        var shape = tensor.shape();
        bytes.putLong(name.length).put(name).putInt(shape.length);
        for (int i = shape.length - 1; i >= 0; i--) {
            bytes.putLong(shape[i]);
        }
        bytes.putInt(tensor.type().ggufId()).putLong(at);
    }

    private static byte[] name(LazyTensor tensor) {
        return tensor.name().getBytes(StandardCharsets.UTF_8);
    }
}
