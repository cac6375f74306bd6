package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.corpus.HeldBack;
import dev.ferkel.internal.corpus.Selection;
import dev.ferkel.internal.corpus.ShardSettings;
import dev.ferkel.internal.corpus.Shards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stage's corpora as tokens in its folder, with what they were made from in {@code data-card.md}: written once, cleaned
 * together, read by every start of the stage.
 */
final class Corpora implements AutoCloseable {
    private static final String HELD_BACK = "held-back.json";
    private static final String TEXTS = "texts";

    private final Shards shards;
    private final List<List<String>> heldBack;
    /** Of each corpus, its first document among all; then their number. */
    private final long[] firsts;

    private final double[] meanTokens;

    private Corpora(Path folder) {
        shards = Shards.open(folder);
        heldBack = TextFiles.json(folder.resolve(HELD_BACK), TextFiles.LARGE)
                .path(TEXTS)
                .valueStream()
                .map(texts -> texts.valueStream().map(JsonNode::asString).toList())
                .toList();
        var sources = TextFiles.json(folder.resolve("data-card.json"), TextFiles.SMALL)
                .path("sources");
        if (heldBack.size() != sources.size()) {
            throw FerkelException.of(
                    "%s: has not as many lists as there are corpora, %d: delete the folder, it is made again",
                    folder.resolve(HELD_BACK), sources.size());
        }
        firsts = new long[sources.size() + 1];
        meanTokens = new double[sources.size()];
        for (int i = 0; i < meanTokens.length; i++) {
            long kept = sources.path(i).path("kept").asLong(0);
            if (kept == 0) {
                throw FerkelException.of(
                        "%s: nothing of it is left to learn from, see %s",
                        sources.path(i).path("name").asString(""), folder.resolve("data-card.md"));
            }
            firsts[i + 1] = firsts[i] + kept;
            meanTokens[i] = (double) sources.path(i).path("tokens").asLong(0) / kept;
        }
    }

    /** Those in a folder, which are written if they are not there. */
    static Corpora of(Path folder, List<CorpusSettings> corpora, Cleaning cleaning, Path tokenizer, long seed) {
        if (!Files.exists(folder.resolve(HELD_BACK))) {
            var selections = new ArrayList<Selection>();
            var backs = new ArrayList<HeldBack>();
            for (var corpus : corpora) {
                backs.add(new HeldBack());
                selections.add(corpus.selection(Optional.of(backs.getLast())));
            }
            Shards.write(
                    folder,
                    selections,
                    cleaning.filters(seed),
                    tokenizer,
                    new ShardSettings(ShardSettings.DEFAULT_TOKENS, seed));
            var texts = backs.stream().map(HeldBack::texts).toList();
            WholeFile.write(folder.resolve(HELD_BACK), JsonMapper.shared().writeValueAsBytes(Map.of(TEXTS, texts)));
        }
        return new Corpora(folder);
    }

    double meanTokens(int corpus) {
        return meanTokens[corpus];
    }

    long documents(int corpus) {
        return firsts[corpus + 1] - firsts[corpus];
    }

    /** A document's tokens, without one for its end. */
    int[] document(int corpus, long number) {
        long document = firsts[corpus] + number;
        long from = shards.documentStart(document);
        long to = document + 1 < shards.documents() ? shards.documentStart(document + 1) : shards.tokens();
        var ids = new int[Math.toIntExact(to - from - 1)];
        shards.read(from, ids);
        return ids;
    }

    /** Texts of a corpus that are in no document of any. */
    List<String> heldBack(int corpus) {
        return heldBack.get(corpus);
    }

    @Override
    public void close() {
        shards.close();
    }
}
