package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A tokenizer as GGUF holds it (keys {@code tokenizer.ggml.*} of the model gpt2).
 *
 * @param pre name of the way texts are cut before tokens are looked for
 * @param types of tokens: 1 normal, 3 control, 4 user defined, 5 unused
 * @param merges two tokens with a space between
 * @param addBos whether texts begin with the first
 * @param addEos whether they end with the last
 */
public record GgufVocabulary(
        String pre,
        List<String> tokens,
        int[] types,
        List<String> merges,
        OptionalInt bos,
        OptionalInt eos,
        boolean addBos,
        boolean addEos) {
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    /** In which each way to cut that has a name cuts something else: apostrophes, digits, scripts, spaces, line ends. */
    private static final String PROBE = """
            I'm sure they'd say it's OURS, WE'LL see; DON'T you've 'RE. Z 1 12 123 1234 12345 1,000.50 ½ ² Ⅷ ١٢٣٤
            \t\tx = foo.Bar(a_b, "c")   # déjà vu, naïve e\u0301a\u0308 ÅNGSTRÖM straße
               https://example.org/a?b=c&d=%20\r
            \r
            快速的棕色狐狸123跳过ひらがなカタカナ한국어 텍스트 नमस्ते สวัสดี សួស្តី Привет, мир! Γειά σου
            😀👩‍👩‍👧‍👦!!!???...---===+++``` $5 €6 «q» „z“ “x” — –\u00a0\u3000end  \s


              """;

    /** The commonest first; one of those that cut alike is enough. */
    private static final List<String> PRES = List.of(
            "deepseek-v3", "qwen2", "llama-bpe", "smollm", "gpt-2", "deepseek-llm", "deepseek-coder", "default");

    /**
     * Of a tokenizer that some GGUF name cuts texts like.
     *
     * @param size of the network's vocabulary, which may be larger
     * @throws FerkelException if no name that GGUF readers know cuts like it
     */
    public static GgufVocabulary of(Tokenizer tokenizer, int size) {
        var definition = tokenizer.definition();
        if (definition.size() > size) {
            throw FerkelException.of("the tokenizer has %d tokens, but the network %d", definition.size(), size);
        }
        var tokens = new ArrayList<String>();
        var types = new int[size];
        for (int id = 0; id < size; id++) {
            tokens.add("[PAD" + id + "]");
            types[id] = UNUSED;
        }
        definition.vocabulary().forEach((text, id) -> {
            tokens.set(id, text);
            types[id] = NORMAL;
        });
        for (var added : definition.added()) {
            tokens.set(added.id(), added.text());
            types[added.id()] = added.special() || looksSpecial(added.text()) ? CONTROL : USER_DEFINED;
        }
        var pairs = definition.pairs();
        var merges = IntStream.range(0, pairs.size())
                .mapToObj(rank -> tokens.get(pairs.left(rank)) + " " + tokens.get(pairs.right(rank)))
                .toList();
        var vocabulary = new GgufVocabulary(
                "",
                tokens,
                types,
                merges,
                definition.bos(),
                definition.eos(),
                around(definition.prefix(), definition.bos()),
                around(definition.suffix(), definition.eos()));
        return vocabulary.cutLike(tokenizer);
    }

    /** Whether its text is of the kind that llama.cpp's converter takes for a special token, whatever the file says. */
    private static boolean looksSpecial(String text) {
        return text.startsWith("<|") && text.endsWith("|>") || text.startsWith("<｜") && text.endsWith("｜>");
    }

    private static boolean around(List<Integer> ids, OptionalInt token) {
        return token.isPresent() && ids.equals(List.of(token.getAsInt()));
    }

    private GgufVocabulary cutLike(Tokenizer tokenizer) {
        var expected = tokenizer.encode(PROBE, false);
        for (var name : PRES) {
            var named = new GgufVocabulary(name, tokens, types, merges, bos, eos, addBos, addEos);
            var candidate = Tokenizer.fromGguf("tokenizer", named.metadata());
            boolean whole = candidate.definition().ignoreMerges()
                    == tokenizer.definition().ignoreMerges();
            if (whole && Arrays.equals(candidate.encode(PROBE, false), expected)) {
                return named;
            }
        }
        throw FerkelException.of(
                "the tokenizer cuts texts in a way that none of GGUF's names stands for (%s)", String.join(", ", PRES));
    }

    /** The keys as a file's metadata has them, without the prefix's. */
    private Map<String, Object> metadata() {
        var metadata = new HashMap<String, Object>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", pre);
        metadata.put("tokenizer.ggml.tokens", tokens.toArray(String[]::new));
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", merges.toArray(String[]::new));
        return Collections.unmodifiableMap(metadata);
    }
}
