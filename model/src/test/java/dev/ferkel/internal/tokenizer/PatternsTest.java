package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** Where patterns cut: by the reference's engine, and the scanners by Java's. */
class PatternsTest {
    private static final JsonNode GOLDEN = Golden.read("patterns.json.gz");

    static final List<String> KNOWN = List.of(
            KnownPatterns.GPT2,
            KnownPatterns.GPT2_OF_GGUF,
            KnownPatterns.DEEPSEEK_V3,
            KnownPatterns.QWEN2,
            KnownPatterns.LLAMA3,
            KnownPatterns.QWEN2_OF_GGUF,
            KnownPatterns.LLAMA3_OF_GGUF,
            KnownPatterns.ONE_NUMBER,
            KnownPatterns.THREE_NUMBERS,
            KnownPatterns.NUMBERS,
            KnownPatterns.LINE_ENDS,
            KnownPatterns.SPACE_LETTERS,
            KnownPatterns.SPACE_PUNCTUATION,
            KnownPatterns.HAN_AND_KANA,
            KnownPatterns.HAN_TO_HANGUL,
            KnownPatterns.TRAILING_SPACE);

    /** Characters at the edges of what patterns tell apart. */
    private static final String[] ODD = {
        "a", "b", "Z", "s", "S", "ſ", "t", "r", "e", "v", "m", "l", "d", "L", "'", "'", "'", " ", " ", " ", "\n", "\r",
        "\t", "\u000b", "\u0085", "\u00a0", "\u2028", "\u3000", "\u200b", "\u200d", "0", "7", "²", "½", "Ⅳ", "١", "①",
        "𝟘", ".", ",", "!", "_", "-", "$", "+", "^", "`", "|", "~", "«", "—", "€", "¨", "©", "́", "ः", "\u20dd", "一",
        "龥", "龦", "ぁ", "ヿ", "\u3040", "ㄅ", "가", "\ud7a3", "\u0800", "й", "ß", "ǅ", "ʰ", "ª", "👍", "𠀀", "𝄞", "𐐀",
        "\u0000", "\u001f", "\ufeff", "\ue000", "\u0378", "\ufffd"
    };

    private static List<Integer> lengths(PreTokenizer cutting, String text) {
        var lengths = new ArrayList<Integer>();
        if (!text.isEmpty()) {
            cutting.cut(
                    text.toCharArray(),
                    0,
                    text.length(),
                    (t, from, to) -> lengths.add(Character.codePointCount(t, from, to - from)));
        }
        return lengths;
    }

    @TestFactory
    Stream<DynamicTest> ggufNames() {
        return GOLDEN.path("pre").properties().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(), () -> compare(GgufPatterns.of("file", e.getKey()), e.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> regexes() {
        return GOLDEN.path("regex").properties().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(), () -> compare(Split.isolated(Finders.regex(e.getKey())), e.getValue())));
    }

    private static void compare(PreTokenizer cutting, JsonNode expected) {
        var texts = Golden.texts(GOLDEN.path("texts"));
        for (int i = 0; i < texts.size(); i++) {
            assertThat(lengths(cutting, texts.get(i)))
                    .as(texts.get(i))
                    .isEqualTo(
                            expected.get(i).valueStream().map(JsonNode::asInt).toList());
        }
    }

    @ParameterizedTest
    @FieldSource("KNOWN")
    void scannersCutAsTheEngineDoes(String regex) {
        var scanner = KnownPatterns.scanner(regex);
        assertThat(scanner).isNotNull();
        var engine = Split.isolated(new RegexFinder(Oniguruma.compile(regex)));
        var random = new Random(17);
        for (int n = 0; n < 20_000; n++) {
            var text = new StringBuilder();
            int few = 1 + random.nextInt(ODD.length);
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(ODD[random.nextInt(ODD.length) % few]);
            }
            var some = text.toString();
            assertThat(lengths(Split.isolated(scanner), some)).as(some).isEqualTo(lengths(engine, some));
        }
    }

    @ParameterizedTest
    @FieldSource("KNOWN")
    void scannersKnowEveryCharacter(String regex) {
        var scanner = Split.isolated(KnownPatterns.scanner(regex));
        var engine = Split.isolated(new RegexFinder(Oniguruma.compile(regex)));
        for (int start = 0; start <= Character.MAX_CODE_POINT; start += 256) {
            var text = new StringBuilder();
            for (int c = start; c < start + 256; c++) {
                if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                    text.append('a').appendCodePoint(c).append("b ");
                }
            }
            assertThat(lengths(scanner, text.toString()))
                    .as("U+%04X..", start)
                    .isEqualTo(lengths(engine, text.toString()));
        }
    }
}
