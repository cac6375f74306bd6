package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** One shard, mapped. */
final class MappedShard {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final ShardIndex index;
    private final ShardsIndex kind;
    private final MemorySegment data;

    private MappedShard(Path file, ShardIndex index, ShardsIndex kind, MemorySegment data) {
        this.file = file;
        this.index = index;
        this.kind = kind;
        this.data = data;
    }

    /** Maps it for as long as the arena lives. */
    static MappedShard open(Path folder, int shard, ShardsIndex kind, Arena arena) {
        var index = ShardIndex.read(ShardsIndex.index(folder, shard));
        var file = FileLists.file(ShardsIndex.tokens(folder, shard));
        try (var channel = FileChannel.open(file)) {
            long expected = (long) index.tokens() * kind.width();
            if (channel.size() != expected) {
                throw FerkelException.of("%s: %d bytes, expected %d", file, channel.size(), expected);
            }
            return new MappedShard(file, index, kind, channel.map(FileChannel.MapMode.READ_ONLY, 0, expected, arena));
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    int tokens() {
        return index.tokens();
    }

    int documents() {
        return index.starts().length;
    }

    int start(int document) {
        return index.starts()[document];
    }

    int token(int at) {
        int id = kind.width() == 2 ? Short.toUnsignedInt(data.getAtIndex(SHORT, at)) : data.getAtIndex(INT, at);
        if (id < 0 || id >= kind.vocabularySize()) {
            throw FerkelException.of(
                    "%s: token %d is %d, outside the vocabulary of %d", file, at, id, kind.vocabularySize());
        }
        return id;
    }

    void read(int from, int[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] = token(from + i);
        }
    }

    void verify() {
        var crc = new CRC32C();
        for (long at = 0; at < data.byteSize(); at += 1 << 24) {
            crc.update(data.asSlice(at, Math.min(1 << 24, data.byteSize() - at)).asByteBuffer());
        }
        if (crc.getValue() != index.crc32c()) {
            throw FerkelException.of(
                    "%s: checksum %08x, expected %08x: not what was written", file, crc.getValue(), index.crc32c());
        }
    }
}
