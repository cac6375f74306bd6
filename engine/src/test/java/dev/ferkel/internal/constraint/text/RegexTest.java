package dev.ferkel.internal.constraint.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Patterns beside the JDK's, on random texts, and the same inside JSON strings beside Jackson. */
class RegexTest {
    private static final String ALPHABET = "aabbc-01. é日😀\n\"\\";

    private static String text(Random random) {
        var points = ALPHABET.codePoints().toArray();
        var text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static boolean contains(Texts texts, Regex language, String text) {
        @Nullable TextState state = texts.start(language, List.of());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state == null ? null : state.next(b & 0xff);
        }
        return state != null && state.accepts();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "^a",
                "a\\z|b",
                "^(a|b)*$",
                "^[ab]{2,3}c?$",
                "[^a-c]{2}",
                "^(?!a)",
                "^(?=.*0)(?=.*1)",
                "^\\w+-\\d",
                "^.é",
                "^[日é]+$",
                "😀",
                "^[^\"]*$",
                "^(a(b(c)?)?)?$",
                "\\s",
                "^\\S+$",
                "^a{0,2}b{1,}$",
                "^$",
                "a.b",
                "^(?:ab|a)(?:b|)$",
                "^(a|ab)(c|bc)?$",
                "[\\d.-]{2,}",
                "^[\\u0061-\\u0063]$",
                "\\\\"
            })
    void findsLikeTheJdk(String pattern) {
        var regexes = new Regexes();
        var language = new RegexParser(regexes).found(pattern.replace("\\z", "$"));
        var jdk = Pattern.compile(pattern.replace("$", "\\z"), Pattern.UNICODE_CASE);
        var random = new Random(11);
        var plain = new Texts(false);
        var json = new Texts(true);
        for (int i = 0; i < 3000; i++) {
            var text = text(random);
            boolean found = jdk.matcher(text).find();
            assertThat(contains(plain, language, text))
                    .as("'%s' in '%s'", pattern, text)
                    .isEqualTo(found);
            var written = JsonMapper.shared().writeValueAsString(text);
            assertThat(contains(json, language, written.substring(1, written.length() - 1)))
                    .as("'%s' in %s", pattern, written)
                    .isEqualTo(found);
            assertThat(contains(json, language, escaped(text)))
                    .as("'%s' in %s", pattern, escaped(text))
                    .isEqualTo(found);
        }
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append("\\u%04x".formatted((int) c));
        }
        return out.toString();
    }

    @Test
    void refusesWhatIsNoUtf8() {
        var regexes = new Regexes();
        for (var bytes :
                new int[][] {{0x80}, {0xc0, 0x80}, {0xe0, 0x80, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90}, {0xff}}) {
            @Nullable TextState state = new Texts(false).start(regexes.any(), List.of());
            for (int b : bytes) {
                state = state == null ? null : state.next(b);
            }
            assertThat(state).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a)\\1", "(?<=a)b", "a\\b", "(", "a)", "[b-a]", "[", "*", "a{3,2}"})
    void refusesByName(String pattern) {
        assertThatThrownBy(() -> new RegexParser(new Regexes()).found(pattern))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(pattern);
    }

    @Test
    void setsOfTexts() {
        var regexes = new Regexes();
        var parser = new RegexParser(regexes);
        var both = regexes.and(parser.whole("a*"), regexes.not(parser.whole("(aa)*")));
        var texts = new Texts(false);
        for (int n = 0; n < 9; n++) {
            assertThat(contains(texts, both, "a".repeat(n))).isEqualTo(n % 2 == 1);
        }
        assertThat(regexes.and(parser.whole("a+"), parser.whole("b+")).isLive()).isFalse();
    }
}
