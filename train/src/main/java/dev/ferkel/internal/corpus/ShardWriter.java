package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes documents of tokens, one behind the other, into shards. */
final class ShardWriter implements AutoCloseable {
    private final Path folder;
    private final ShardsIndex kind;
    private final int shardTokens;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private int[] starts = new int[1 << 10];
    private int documents;
    private int tokens;
    private int shards;
    private @Nullable WholeFile file;

    /** {@code kind} says all but the number of shards. A folder that was whole before is not from now on. */
    ShardWriter(Path folder, ShardsIndex kind, int shardTokens) {
        this.folder = folder;
        this.kind = kind;
        this.shardTokens = shardTokens;
        try {
            Files.deleteIfExists(ShardsIndex.file(folder));
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be written: " + e, e);
        }
    }

    /** Appends a document and the token that ends it; gives the tokens written. */
    int add(String place, int... ids) {
        var out = file;
        if (out == null) {
            out = new WholeFile(ShardsIndex.tokens(folder, shards));
            file = out;
        }
        int last = ids.length - 1;
        int length = last >= 0 && ids[last] == kind.endToken() ? last : ids.length;
        if (documents == starts.length) {
            starts = Arrays.copyOf(starts, 2 * documents);
        }
        starts[documents++] = tokens;
        for (int i = 0; i < length; i++) {
            if (ids[i] < 0 || ids[i] >= kind.vocabularySize()) {
                throw FerkelException.of(
                        "%s: token %d is outside the vocabulary of %d", place, ids[i], kind.vocabularySize());
            }
            put(out, ids[i]);
        }
        put(out, kind.endToken());
        tokens += length + 1;
        if (tokens >= shardTokens || documents == ShardIndex.MOST_DOCUMENTS) {
            finishShard(out);
        }
        return length + 1;
    }

    private void put(WholeFile out, int id) {
        if (kind.width() == 2) {
            buffer.putShort((short) id);
        } else {
            buffer.putInt(id);
        }
        if (!buffer.hasRemaining()) {
            flush(out);
        }
    }

    private void flush(WholeFile out) {
        buffer.flip();
        crc.update(buffer.duplicate());
        out.write(buffer);
        buffer.clear();
    }

    private void finishShard(WholeFile out) {
        flush(out);
        out.commit();
        out.close();
        new ShardIndex(tokens, crc.getValue(), Arrays.copyOf(starts, documents))
                .write(ShardsIndex.index(folder, shards));
        file = null;
        crc.reset();
        documents = 0;
        tokens = 0;
        shards++;
    }

    /** Ends the last shard and says that the folder is whole. */
    void finish() {
        if (file != null) {
            finishShard(file);
        }
        if (shards == 0) {
            throw FerkelException.of("%s: no document is left to be written", folder);
        }
        new ShardsIndex(kind.vocabularySize(), kind.endToken(), kind.tokenizerSha256(), shards).write(folder);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
