package dev.ferkel.tokenizer;

import dev.ferkel.tensor.FerkelException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A byte-level BPE tokenizer (Sennrich et al. 2016, over bytes as in GPT-2), from a {@code tokenizer.json} or a GGUF
 * file's metadata. Safe for several threads.
 */
public final class Tokenizer {
    private static final int CACHE = 1 << 15;
    private static final int CACHED_LENGTH = 32;
    private static final Set<String> END_TEXTS = Set.of(
            "<｜end▁of▁sentence｜>",
            "<|im_end|>",
            "<|eot_id|>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<|eom_id|>",
            "<|end|>",
            "</s>");

    private record Cached(String piece, int[] ids) {}

    private final Definition definition;
    private final byte[][] bytes;
    private final Map<String, Integer> ids;
    private final int[] byteIds = new int[256];
    private final Merger merger;
    private final AddedTokens rawTokens;
    private final AddedTokens normalizedTokens;
    private final Set<Integer> special;
    private final Cached[] cache = new Cached[CACHE];

    Tokenizer(Definition definition) {
        this.definition = definition;
        this.ids = definition.vocabulary();
        this.bytes = new byte[definition.size()][];
        ids.forEach((token, id) -> bytes[id] = ByteLevel.bytes(token));
        for (var added : definition.added()) {
            bytes[added.id()] = ByteLevel.bytes(added.text());
        }
        for (int b = 0; b < 256; b++) {
            byteIds[b] = ids.getOrDefault(String.valueOf(ByteLevel.CHARS[b]), -1);
        }
        this.merger = new Merger(definition.pairs());
        this.rawTokens = new AddedTokens(
                definition.added().stream().filter(t -> !t.normalized()).toList());
        this.normalizedTokens = new AddedTokens(definition.added().stream()
                .filter(AddedTokens.Token::normalized)
                .toList());
        this.special = new java.util.HashSet<>();
        definition.added().stream().filter(AddedTokens.Token::special).forEach(t -> special.add(t.id()));
    }

    /** Reads a {@code tokenizer.json}, or the one in a folder. */
    public static Tokenizer load(Path fileOrFolder) {
        return new Tokenizer(new TokenizerJson(fileOrFolder).read());
    }

    /** Reads a GGUF file's {@code tokenizer.ggml.*} keys. */
    public static Tokenizer fromGguf(String file, Map<String, ?> metadata) {
        return new Tokenizer(new GgufTokenizer(file, metadata).read());
    }

    /** Ids of a text, in which added tokens count as such; with {@code addSpecial} those the model expects around it. */
    public int[] encode(String text, boolean addSpecial) {
        var out = new IdList();
        if (addSpecial) {
            definition.prefix().forEach(out::add);
        }
        encode(text, rawTokens, out, part -> {
            var normal = definition.normalizer().apply(part);
            encode(normal, normalizedTokens, out, piece -> ordinary(piece, out));
        });
        if (addSpecial) {
            definition.suffix().forEach(out::add);
        }
        return out.toArray();
    }

    private static void encode(
            String text, AddedTokens tokens, IdList out, java.util.function.Consumer<String> between) {
        int at = 0;
        if (!tokens.isEmpty()) {
            for (var match = tokens.find(text, 0); match != null; match = tokens.find(text, at)) {
                if (match.from() > at) {
                    between.accept(text.substring(at, match.from()));
                }
                out.add(match.token().id());
                at = match.to();
            }
        }
        if (at < text.length()) {
            between.accept(at == 0 ? text : text.substring(at));
        }
    }

    private void ordinary(String text, IdList out) {
        definition.preTokenizer().cut(text, 0, text.length(), (t, from, to) -> piece(t, from, to, out));
    }

    private void piece(String text, int from, int to, IdList out) {
        int length = to - from;
        if (length > CACHED_LENGTH) {
            merge(text.substring(from, to), out);
            return;
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = (hash ^ hash >>> 15) & CACHE - 1;
        var cached = cache[slot];
        if (cached == null || cached.piece().length() != length || !text.startsWith(cached.piece(), from)) {
            var mine = new IdList();
            var piece = text.substring(from, to);
            merge(piece, mine);
            cached = new Cached(piece, mine.toArray());
            cache[slot] = cached;
        }
        out.addAll(cached.ids());
    }

    private void merge(String piece, IdList out) {
        var utf8 = piece.getBytes(StandardCharsets.UTF_8);
        if (definition.ignoreMerges()) {
            var stand = new StringBuilder(utf8.length);
            for (byte b : utf8) {
                stand.append(ByteLevel.CHARS[b & 0xff]);
            }
            var whole = ids.get(stand.toString());
            if (whole != null) {
                out.add(whole);
                return;
            }
        }
        var symbols = new int[utf8.length];
        int n = 0;
        for (byte b : utf8) {
            int id = byteIds[b & 0xff];
            if (id >= 0) {
                symbols[n++] = id;
            }
        }
        n = merger.merge(symbols, n);
        for (int i = 0; i < n; i++) {
            out.add(symbols[i]);
        }
    }

    /** The text of ids; ill-formed UTF-8 becomes U+FFFD. */
    public String decode(int[] tokens, boolean skipSpecial) {
        var out = new ByteArrayOutputStream();
        for (int id : tokens) {
            var b = bytes(id);
            if (!skipSpecial || !isSpecial(id)) {
                out.write(b, 0, b.length);
            }
        }
        return Utf8.decode(out.toByteArray(), out.size());
    }

    /** Decodes ids as they come. */
    public StreamingDecoder decoder(boolean skipSpecial) {
        return new StreamingDecoder(this, skipSpecial);
    }

    /** The highest id plus one. */
    public int vocabularySize() {
        return bytes.length;
    }

    /**
     * A token's bytes; none for an id the file leaves out.
     *
     * @throws FerkelException if the id is outside the vocabulary
     */
    public byte[] bytes(int id) {
        if (id < 0 || id >= bytes.length) {
            throw FerkelException.of("token id %d is outside the vocabulary of %d", id, bytes.length);
        }
        return bytes[id] == null ? new byte[0] : bytes[id];
    }

    /** A token's text by itself. */
    public String piece(int id) {
        return Utf8.decode(bytes(id), bytes(id).length);
    }

    /** The id of a token given as text, such as {@code <|im_end|>}. */
    public OptionalInt id(String token) {
        for (var added : definition.added()) {
            if (added.text().equals(token)) {
                return OptionalInt.of(added.id());
            }
        }
        var id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    public OptionalInt bos() {
        return definition.bos();
    }

    public OptionalInt eos() {
        return definition.eos();
    }

    /** Ids that end an answer: what the file says, and tokens known by their text. */
    public Set<Integer> endOfGeneration() {
        var ends = new java.util.TreeSet<>(definition.ends());
        eos().ifPresent(ends::add);
        definition.added().stream().filter(t -> END_TEXTS.contains(t.text())).forEach(t -> ends.add(t.id()));
        return ends;
    }

    /** Whether a token steers the model and is no part of its text. */
    public boolean isSpecial(int id) {
        return special.contains(id);
    }

    /** One line about it. */
    public String describe() {
        return "byte-level BPE, " + bytes.length + " tokens, " + definition.name();
    }

    /** A growing list of ids. */
    private static final class IdList {
        private int[] ids = new int[16];
        private int size;

        void add(int id) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, size * 2);
            }
            ids[size++] = id;
        }

        void addAll(int[] more) {
            for (int id : more) {
                add(id);
            }
        }

        int[] toArray() {
            return Arrays.copyOf(ids, size);
        }
    }

    /** What a file says about its tokenizer. */
    record Definition(
            String name,
            Map<String, Integer> vocabulary,
            int size,
            Pairs pairs,
            List<AddedTokens.Token> added,
            Normalizer normalizer,
            PreTokenizer preTokenizer,
            boolean ignoreMerges,
            List<Integer> prefix,
            List<Integer> suffix,
            OptionalInt bos,
            OptionalInt eos,
            Set<Integer> ends) {}

    /** Merges by rank from pairs of texts; {@code file} is for errors. */
    static Pairs pairs(String file, List<String[]> merges, Map<String, Integer> vocabulary) {
        var pairs = new Pairs(merges.size());
        for (int rank = 0; rank < merges.size(); rank++) {
            var left = vocabulary.get(merges.get(rank)[0]);
            var right = vocabulary.get(merges.get(rank)[1]);
            var joined = vocabulary.get(merges.get(rank)[0] + merges.get(rank)[1]);
            if (left == null || right == null || joined == null) {
                throw FerkelException.of(
                        "%s: merge %d ('%s' '%s') names no token of the vocabulary",
                        file, rank, merges.get(rank)[0], merges.get(rank)[1]);
            }
            pairs.put(left, right, rank, joined);
        }
        return pairs;
    }
}
