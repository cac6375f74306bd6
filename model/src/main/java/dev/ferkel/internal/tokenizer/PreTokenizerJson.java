package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads {@code pre_tokenizer}: any steps, one of them ByteLevel. */
final class PreTokenizerJson {
    /** The steps in a row, and whether their pieces are stand-ins of bytes, because some step comes after ByteLevel. */
    record Cutting(PreTokenizer steps, boolean standIns) {}

    /** Rust's idea of words, which is Java's. */
    private static final Pattern WORDS = Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

    private final String file;
    private final List<PreTokenizer> steps = new ArrayList<>();
    private int bytesAt = -1;

    PreTokenizerJson(String file) {
        this.file = file;
    }

    Cutting read(JsonNode node) {
        if (Parts.present(file, "pre_tokenizer", node)) {
            add(node, 0);
        }
        if (bytesAt < 0) {
            throw FerkelException.of("%s: 'pre_tokenizer' has no ByteLevel, expected byte-level BPE", file);
        }
        boolean standIns = bytesAt < steps.size();
        if (standIns) {
            steps.add(bytesAt, new PreTokenizer.StandIns());
        }
        var one = steps.size() == 1 ? steps.getFirst() : new PreTokenizer.Sequence(List.copyOf(steps));
        return new Cutting(one, standIns);
    }

    private void add(JsonNode n, int depth) {
        Parts.check(file, depth, steps.size());
        var type = n.path("type").asString("");
        switch (type) {
            case "Sequence" -> Parts.list(file, n, "pretokenizers").forEach(step -> add(step, depth + 1));
            case "Split" ->
                split(
                        Parts.finder(file, n.path("pattern")),
                        behavior(n.path("behavior")),
                        Parts.flag(file, n, "invert", false));
            case "Digits" -> {
                boolean single = Parts.flag(file, n, "individual_digits", false);
                steps.add(Split.isolated(Finders.regex(single ? KnownPatterns.ONE_NUMBER : KnownPatterns.NUMBERS)));
            }
            case "Punctuation" ->
                split(
                        characters(c ->
                                (Kinds.of(c) & Kinds.PUNCTUATION) != 0 || c < 128 && (Kinds.of(c) & Kinds.SYMBOL) != 0),
                        n.has("behavior") ? behavior(n.path("behavior")) : Split.Behavior.ISOLATED,
                        false);
            case "Whitespace" -> split(new RegexFinder(WORDS), Split.Behavior.REMOVED, true);
            case "WhitespaceSplit" ->
                split(characters(c -> (Kinds.of(c) & Kinds.SPACE) != 0), Split.Behavior.REMOVED, false);
            case "CharDelimiterSplit" ->
                split(Finders.literal(Parts.text(file, n, "delimiter")), Split.Behavior.REMOVED, false);
            case "ByteLevel" -> byteLevel(n);
            default -> throw FerkelException.of("%s: pre-tokenizer '%s' is not supported", file, type);
        }
    }

    private void split(Finder finder, Split.Behavior behavior, boolean invert) {
        steps.add(new Split(finder, behavior, invert));
    }

    private static Finder characters(java.util.function.IntPredicate which) {
        return new RunScanner(new CharSet(which), 1, false);
    }

    private void byteLevel(JsonNode n) {
        if (bytesAt >= 0) {
            throw FerkelException.of("%s: 'pre_tokenizer' has a second ByteLevel, expected one", file);
        }
        if (Parts.flag(file, n, "add_prefix_space", true)) {
            steps.add(new PreTokenizer.PrefixSpace());
        }
        if (Parts.flag(file, n, "use_regex", true)) {
            steps.add(Split.isolated(Finders.regex(KnownPatterns.GPT2)));
        }
        bytesAt = steps.size();
    }

    private Split.Behavior behavior(JsonNode n) {
        return switch (n.asString("")) {
            case "Removed" -> Split.Behavior.REMOVED;
            case "Isolated" -> Split.Behavior.ISOLATED;
            case "MergedWithPrevious" -> Split.Behavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Split.Behavior.MERGED_WITH_NEXT;
            case "Contiguous" -> Split.Behavior.CONTIGUOUS;
            default ->
                throw FerkelException.of(
                        "%s: 'behavior' is %s, expected Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous",
                        file, n);
        };
    }
}
