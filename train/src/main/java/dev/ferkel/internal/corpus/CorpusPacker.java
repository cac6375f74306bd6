package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Documents into shards: read and filtered in order, tokenized a batch at a time on all cores, written in order. */
final class CorpusPacker {
    /** Most characters and documents of a batch. */
    private static final int BATCH_CHARACTERS = 8 << 20;

    private static final int BATCH_DOCUMENTS = 4096;

    private final Path folder;
    private final List<DocumentFilter> shared;
    private final Path file;
    private final Tokenizer tokenizer;
    private final ShardSettings settings;
    private final ShardsIndex kind;
    private final List<Document> batch = new ArrayList<>();
    private int batchCharacters;

    CorpusPacker(Path folder, List<DocumentFilter> shared, Path tokenizer, ShardSettings settings) {
        this.folder = folder;
        this.shared = shared;
        this.file = Files.isDirectory(tokenizer) ? tokenizer.resolve("tokenizer.json") : tokenizer;
        this.tokenizer = Tokenizer.load(file);
        this.settings = settings;
        int end = this.tokenizer
                .eos()
                .orElseThrow(() -> FerkelException.of(
                        "%s: no 'eos_token' in the tokenizer_config.json beside it, expected one to end documents",
                        file));
        kind = new ShardsIndex(this.tokenizer.vocabularySize(), end, Sha256.of(file), 0);
    }

    DataCard pack(List<Selection> selections) {
        try (var out = new ShardWriter(folder, kind, settings.shardTokens())) {
            var cards = new ArrayList<SourceCard>();
            for (var selection : selections) {
                cards.add(pack(selection, out));
            }
            var card = new DataCard(
                    file.toString(),
                    kind.tokenizerSha256(),
                    kind.vocabularySize(),
                    kind.endToken(),
                    settings.seed(),
                    cards);
            card.write(folder);
            out.finish();
            return card;
        }
    }

    private SourceCard pack(Selection selection, ShardWriter out) {
        var counts = new SourceCounts(selection.source().name());
        try (var documents = selection.source().open(Cursor.START, counts::note)) {
            while (documents.next()) {
                var document = documents.document();
                counts.read(document);
                var obstacle = obstacle(document, selection);
                if (obstacle.isPresent()) {
                    counts.removed(obstacle.get());
                    continue;
                }
                batch.add(document);
                batchCharacters +=
                        document instanceof Document.Text text ? text.text().length() : 0;
                if (batchCharacters >= BATCH_CHARACTERS || batch.size() == BATCH_DOCUMENTS) {
                    flush(out, counts);
                }
            }
        }
        flush(out, counts);
        return counts.card();
    }

    private Optional<String> obstacle(Document document, Selection selection) {
        if (!(document instanceof Document.Text text)) {
            return Optional.empty();
        }
        return Stream.of(
                        selection.filters(),
                        shared,
                        selection.heldBack().stream().toList())
                .flatMap(List::stream)
                .flatMap(filter -> filter.obstacle(text.text()).stream())
                .findFirst();
    }

    private void flush(ShardWriter out, SourceCounts counts) {
        var ids = batch.parallelStream().map(this::ids).toList();
        for (int i = 0; i < ids.size(); i++) {
            var document = batch.get(i);
            if (ids.get(i).length == 0) {
                counts.removed("empty");
            } else {
                counts.kept(document, out.add(document.place(), ids.get(i)));
            }
        }
        batch.clear();
        batchCharacters = 0;
    }

    private int[] ids(Document document) {
        return switch (document) {
            case Document.Text text -> tokenizer.encodeText(text.text());
            case Document.Tokens tokens -> tokens.ids();
        };
    }
}
