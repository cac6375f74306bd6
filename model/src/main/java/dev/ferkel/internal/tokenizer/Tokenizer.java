package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A byte-level BPE tokenizer (Sennrich et al. 2016, over bytes as in GPT-2), from a {@code tokenizer.json} or a GGUF
 * file's metadata. Safe for several threads.
 */
public final class Tokenizer {
    private static final Set<String> END_TEXTS = Set.of(
            "<｜end▁of▁sentence｜>",
            "<|im_end|>",
            "<|eot_id|>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<|eom_id|>",
            "<|end|>",
            "</s>");

    private final Definition definition;
    private final Encoder encoder;
    private final byte[][] bytes;
    private final boolean[] special;
    private final boolean[] control;

    Tokenizer(Definition definition) {
        this.definition = definition;
        this.encoder = new Encoder(definition);
        this.bytes = new byte[definition.size()][];
        this.special = new boolean[definition.size()];
        this.control = new boolean[definition.size()];
        definition.vocabulary().forEach((token, id) -> bytes[id] = ByteLevel.bytes(token));
        for (var added : definition.added()) {
            bytes[added.id()] = ByteLevel.bytes(added.text());
            special[added.id()] = added.special();
            control[added.id()] = added.isControl();
        }
    }

    Definition definition() {
        return definition;
    }

    /**
     * Reads a {@code tokenizer.json}, or the one in a folder. What the file says beyond tokens, such as truncation and
     * padding, is left to the caller, as in transformers.
     *
     * @throws FerkelException if the file is no byte-level BPE or asks for something that is not supported
     */
    public static Tokenizer load(Path fileOrFolder) {
        return new Tokenizer(new TokenizerJson(fileOrFolder).read());
    }

    /** Reads a GGUF file's {@code tokenizer.ggml.*} keys. */
    public static Tokenizer fromGguf(String file, Map<String, ?> metadata) {
        return new Tokenizer(new GgufTokenizer(file, metadata).read());
    }

    /**
     * Ids of a text, in which added tokens count as such; with {@code addSpecial} those the model expects around it. A
     * surrogate without its other half counts as U+FFFD.
     */
    public int[] encode(String text, boolean addSpecial) {
        var ids = new IdList(text.length() / 3);
        if (addSpecial) {
            definition.prefix().forEach(ids::add);
        }
        encoder.encode(text, ids);
        if (addSpecial) {
            definition.suffix().forEach(ids::add);
        }
        return ids.toArray();
    }

    /**
     * Ids of a text that somebody else wrote: what it spells like a control token is text, too, so that no document can
     * end itself or speak for another.
     */
    public int[] encodeText(String text) {
        var ids = new IdList(text.length() / 3);
        encoder.encodeText(text, ids);
        return ids.toArray();
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
        var id = definition.vocabulary().get(token);
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
        var ends = new TreeSet<>(definition.ends());
        eos().ifPresent(ends::add);
        definition.added().stream().filter(t -> END_TEXTS.contains(t.text())).forEach(t -> ends.add(t.id()));
        return ends;
    }

    /** Whether a token steers the model and is no part of its text. */
    public boolean isSpecial(int id) {
        return id >= 0 && id < special.length && special[id];
    }

    /**
     * Whether a token is no text that could also be written with others: special ones, and added ones in angle brackets,
     * which many files don't call special.
     */
    public boolean isControl(int id) {
        return id >= 0 && id < control.length && control[id];
    }

    /** One line about it. */
    public String describe() {
        return "byte-level BPE, " + bytes.length + " tokens, " + definition.name();
    }
}
