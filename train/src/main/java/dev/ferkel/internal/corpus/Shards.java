package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Documents as tokens on disk, as one long row: {@code shard-N.bin} has little-endian numbers of 16 bits, or of 32 where
 * the vocabulary has more than 65536 tokens, {@code shard-N.json} where documents start, {@code index.json} the rest.
 * Mapped into memory; safe for several threads until closed.
 */
public final class Shards implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final ShardsIndex index;
    private final MappedShard[] shards;
    /** Of each shard, its first token and document among all; then the sums. */
    private final long[] firstTokens;

    private final long[] firstDocuments;

    private Shards(Path folder) {
        index = ShardsIndex.read(folder);
        shards = new MappedShard[index.shards()];
        firstTokens = new long[shards.length + 1];
        firstDocuments = new long[shards.length + 1];
        try {
            for (int i = 0; i < shards.length; i++) {
                shards[i] = MappedShard.open(folder, i, index, arena);
                firstTokens[i + 1] = firstTokens[i] + shards[i].tokens();
                firstDocuments[i + 1] = firstDocuments[i] + shards[i].documents();
            }
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Tokenizes what selections leave and writes it, with {@code data-card.json} and {@code data-card.md} beside. The
     * same input gives the same bytes. Memory is bounded but for what filters remember.
     *
     * @param shared filters for all texts, asked after those of a selection
     * @param tokenizer a {@code tokenizer.json} or its folder; must have an end token
     */
    public static DataCard write(
            Path folder,
            List<Selection> selections,
            List<DocumentFilter> shared,
            Path tokenizer,
            ShardSettings settings) {
        return new CorpusPacker(folder, shared, tokenizer, settings).pack(selections);
    }

    /**
     * Opens a folder that {@link #write} made.
     *
     * @throws FerkelException if something is missing or doesn't fit together
     */
    public static Shards open(Path folder) {
        return new Shards(folder);
    }

    /** How many tokens there are. */
    public long tokens() {
        return firstTokens[shards.length];
    }

    /** The token at a place from 0. */
    public int token(long at) {
        int shard = find(firstTokens, at, "token");
        return shards[shard].token((int) (at - firstTokens[shard]));
    }

    /** Fills an array with the tokens from a place on. */
    public void read(long from, int[] into) {
        if (into.length == 0) {
            return;
        }
        find(firstTokens, from + into.length - 1, "token");
        int shard = find(firstTokens, from, "token");
        for (int done = 0; done < into.length; shard++) {
            int first = (int) (from + done - firstTokens[shard]);
            int count = Math.min(into.length - done, shards[shard].tokens() - first);
            shards[shard].read(first, into, done, count);
            done += count;
        }
    }

    public long documents() {
        return firstDocuments[shards.length];
    }

    /** Where a document begins; it ends with an end token, where the next one begins. */
    public long documentStart(long document) {
        int shard = find(firstDocuments, document, "document");
        return firstTokens[shard] + shards[shard].start((int) (document - firstDocuments[shard]));
    }

    private static int find(long[] firsts, long at, String what) {
        if (at < 0 || at >= firsts[firsts.length - 1]) {
            throw new IndexOutOfBoundsException(what + " " + at + " of " + firsts[firsts.length - 1]);
        }
        int found = Arrays.binarySearch(firsts, at);
        return found >= 0 ? found : -found - 2;
    }

    public int vocabularySize() {
        return index.vocabularySize();
    }

    public int endToken() {
        return index.endToken();
    }

    /** SHA-256 of the {@code tokenizer.json} that made the tokens, in hexadecimal digits. */
    public String tokenizerSha256() {
        return index.tokenizerSha256();
    }

    /**
     * Reads everything and compares checksums.
     *
     * @throws FerkelException if a file is not what was written
     */
    public void verify() {
        for (var shard : shards) {
            shard.verify();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
