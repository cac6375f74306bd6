package dev.ferkel.internal.corpus;

import dev.ferkel.internal.checkpoint.WholeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** What a folder of shards was made from; says the same each time that is done. */
public record DataCard(
        String tokenizer,
        String tokenizerSha256,
        int vocabularySize,
        int endToken,
        long seed,
        List<SourceCard> sources) {
    public DataCard {
        sources = List.copyOf(sources);
    }

    /** A sum over all sources. */
    public long total(ToLongFunction<SourceCard> number) {
        return sources.stream().mapToLong(number).sum();
    }

    void write(Path folder) {
        var json = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        WholeFile.write(folder.resolve("data-card.json"), json);
        WholeFile.write(folder.resolve("data-card.md"), markdown());
    }

    private String markdown() {
        var text = new StringBuilder("# Data\n\n");
        text.append("Tokenizer `%s`, %d tokens, SHA-256 of its file `%s`; documents end with token %d; seed %d.\n\n"
                .formatted(tokenizer, vocabularySize, tokenizerSha256, endToken, seed));
        text.append("| source | documents | kept | bytes kept | tokens | bytes a token | left out |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (var s : sources) {
            text.append(row(s.name(), s.read(), s.kept(), s.keptBytes(), s.tokens(), s.removed()));
        }
        var removed = new TreeMap<String, Long>();
        sources.forEach(s -> s.removed().forEach((why, n) -> removed.merge(why, n, Long::sum)));
        text.append(row(
                "all",
                total(SourceCard::read),
                total(SourceCard::kept),
                total(SourceCard::keptBytes),
                total(SourceCard::tokens),
                removed));
        for (var s : sources) {
            if (s.noted() > 0) {
                text.append("\n%s, %d notes:\n\n".formatted(s.name(), s.noted()));
                s.notes().forEach(note -> text.append("- ").append(note).append('\n'));
            }
        }
        return text.toString();
    }

    private static String row(
            String name, long read, long kept, long keptBytes, long tokens, Map<String, Long> removed) {
        var why = removed.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        return "| %s | %d | %d | %d | %d | %s | %s |\n"
                .formatted(
                        name.replace("|", "\\|"),
                        read,
                        kept,
                        keptBytes,
                        tokens,
                        keptBytes == 0
                                ? "-"
                                : String.format(java.util.Locale.ROOT, "%.2f", (double) keptBytes / tokens),
                        why.isEmpty() ? "-" : why);
    }
}
