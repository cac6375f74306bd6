package dev.ferkel.internal.bpe;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How text is cut into the pieces inside which merges happen. */
public enum PreTokenizerKind {
    /** GPT-2's pattern: words with the space before them, runs of digits, runs of the rest. */
    GPT2(List.of()),
    /** DeepSeek-V3's three patterns: up to three digits, Chinese and Japanese, then words and punctuation. */
    DEEPSEEK_V3(List.of("\\p{N}{1,3}", Patterns.HAN_AND_KANA, Patterns.WORDS)),
    /** DeepSeek-V3's with each digit by itself, which makes arithmetic easier to learn. */
    DEEPSEEK_V3_DIGITS(List.of("\\p{N}", Patterns.HAN_AND_KANA, Patterns.WORDS));

    /** As DeepSeek-V3's file writes them, with line ends as they are. */
    private static final class Patterns {
        static final String HAN_AND_KANA = "[一-龥\u3040-ゟ゠-ヿ]+";
        static final String WORDS =
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                        + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";
    }

    @SuppressWarnings("ImmutableEnumChecker") // List.of's is
    private final List<String> patterns;

    PreTokenizerKind(List<String> patterns) {
        this.patterns = patterns;
    }

    /** The {@code pre_tokenizer} of a {@code tokenizer.json}; without patterns ByteLevel brings GPT-2's. */
    ObjectNode json() {
        if (patterns.isEmpty()) {
            return byteLevel(true);
        }
        var sequence = JsonMapper.shared().createObjectNode().put("type", "Sequence");
        var steps = sequence.putArray("pretokenizers");
        for (var pattern : patterns) {
            var split = steps.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", pattern);
            split.put("behavior", "Isolated").put("invert", false);
        }
        steps.add(byteLevel(false));
        return sequence;
    }

    /** ByteLevel as a step, or as the decoder, which has the same fields. */
    static ObjectNode byteLevel(boolean pattern) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", pattern);
    }
}
