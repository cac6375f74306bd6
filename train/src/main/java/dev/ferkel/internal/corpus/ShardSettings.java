package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;

/**
 * How shards are written.
 *
 * @param shardTokens after how many tokens a shard ends, with the document that is in it
 * @param seed for the data card: what the filters were drawn with
 */
public record ShardSettings(int shardTokens, long seed) {
    public static final int DEFAULT_TOKENS = 1 << 26;

    public ShardSettings {
        if (shardTokens < 1 || shardTokens > 1 << 29) {
            throw FerkelException.of("shards of %d tokens, expected 1 to %d", shardTokens, 1 << 29);
        }
    }
}
