package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What lies beside a shard's tokens.
 *
 * @param tokens how many
 * @param crc32c of the file with the tokens
 * @param starts of each document its first token
 */
record ShardIndex(int tokens, long crc32c, int[] starts) {
    static final int MOST_DOCUMENTS = 1 << 21;

    void write(Path file) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("tokens", tokens).put("crc32c", crc32c);
        var documents = json.putArray("documents");
        for (int start : starts) {
            documents.add(start);
        }
        WholeFile.write(file, json.toString());
    }

    static ShardIndex read(Path file) {
        var json = TextFiles.json(file, TextFiles.LARGE);
        int tokens = (int) number(file, json, "tokens", 1, Integer.MAX_VALUE);
        var documents = json.path("documents");
        if (!documents.isArray() || documents.isEmpty()) {
            throw FerkelException.of("%s: 'documents' is %s, expected where they start", file, documents.getNodeType());
        }
        var starts = new int[documents.size()];
        for (int i = 0; i < starts.length; i++) {
            var start = documents.get(i);
            int least = i == 0 ? 0 : starts[i - 1] + 1;
            int most = i == 0 ? 0 : tokens - 1;
            if (!start.isInt() || start.asInt() < least || start.asInt() > most) {
                throw FerkelException.of(
                        "%s: document %d starts at %s, expected %d to %d", file, i, start, least, most);
            }
            starts[i] = start.asInt();
        }
        return new ShardIndex(tokens, number(file, json, "crc32c", 0, 0xffff_ffffL), starts);
    }

    static long number(Path file, JsonNode json, String key, long least, long most) {
        var value = json.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected a whole number from %d to %d",
                    file, key, value.isMissingNode() ? "missing" : value, least, most);
        }
        return value.asLong();
    }
}
