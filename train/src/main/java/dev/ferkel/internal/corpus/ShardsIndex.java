package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a folder of shards is; written last, so that a folder without it is not whole.
 *
 * @param vocabularySize every token is below
 * @param endToken ends every document
 * @param tokenizerSha256 of its {@code tokenizer.json}
 */
record ShardsIndex(int vocabularySize, int endToken, String tokenizerSha256, int shards) {
    private static final String FORMAT = "ferkel-shards-1";
    private static final int MOST_SHARDS = 100_000;
    private static final int MOST_TOKENS = 1 << 24;

    static Path file(Path folder) {
        return folder.resolve("index.json");
    }

    static Path tokens(Path folder, int shard) {
        return folder.resolve("shard-%05d.bin".formatted(shard));
    }

    static Path index(Path folder, int shard) {
        return folder.resolve("shard-%05d.json".formatted(shard));
    }

    /** Bytes of a token. */
    int width() {
        return vocabularySize <= 1 << 16 ? 2 : 4;
    }

    void write(Path folder) {
        var json = JsonMapper.shared().createObjectNode().put("format", FORMAT);
        json.put("vocabulary_size", vocabularySize).put("end_token", endToken);
        json.put("tokenizer_sha256", tokenizerSha256).put("shards", shards);
        WholeFile.write(file(folder), json.toPrettyString());
    }

    static ShardsIndex read(Path folder) {
        var file = file(folder);
        var json = TextFiles.json(file, TextFiles.SMALL);
        var format = json.path("format").asString("");
        if (!format.equals(FORMAT)) {
            throw FerkelException.of("%s: 'format' is '%s', expected '%s'", file, format, FORMAT);
        }
        int vocabularySize = (int) ShardIndex.number(file, json, "vocabulary_size", 1, MOST_TOKENS);
        return new ShardsIndex(
                vocabularySize,
                (int) ShardIndex.number(file, json, "end_token", 0, vocabularySize - 1),
                json.path("tokenizer_sha256").asString(""),
                (int) ShardIndex.number(file, json, "shards", 1, MOST_SHARDS));
    }
}
