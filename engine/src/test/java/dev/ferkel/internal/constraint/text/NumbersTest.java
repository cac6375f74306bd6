package dev.ferkel.internal.constraint.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Languages of numbers beside BigDecimal. */
class NumbersTest {
    private Regexes regexes = new Regexes();
    private Numbers numbers = new Numbers(regexes);
    private final Texts texts = new Texts(false);
    private final Random random = new Random(7);

    private boolean contains(Regex language, String text) {
        if (!language.isLive()) {
            return false;
        }
        @Nullable TextState state = texts.start(language, List.of());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state == null ? null : state.next(b & 0xff);
        }
        return state != null && state.accepts();
    }

    private String plain() {
        var whole =
                random.nextInt(3) == 0 ? "0" : Integer.toString(1 + random.nextInt(random.nextBoolean() ? 30 : 30_000));
        var fraction = random.nextBoolean() ? "" : "." + "0".repeat(random.nextInt(3)) + random.nextInt(200);
        return (random.nextBoolean() ? "-" : "") + whole + fraction;
    }

    private String scientific() {
        var fraction = random.nextBoolean() ? "" : "." + random.nextInt(300);
        return (random.nextBoolean() ? "-" : "") + (1 + random.nextInt(9)) + fraction + "e"
                + List.of("", "+", "-").get(random.nextInt(3)) + random.nextInt(7);
    }

    @Test
    void comparesLikeBigDecimal() {
        for (int i = 0; i < 400; i++) {
            regexes = new Regexes();
            numbers = new Numbers(regexes);
            var of = i % 20 == 0 ? numbers.normal() : numbers.plain();
            var bound = new BigDecimal(plain());
            var less = regexes.and(of, numbers.less(bound));
            var atMost = regexes.and(of, numbers.atMost(bound));
            var greater = regexes.and(of, numbers.greater(bound));
            var atLeast = regexes.and(of, numbers.atLeast(bound));
            for (int j = 0; j < 60; j++) {
                var text = j == 0
                        ? bound.toPlainString()
                        : j == 1
                                ? bound.setScale(bound.scale() + 2).toPlainString()
                                : i % 20 == 0 && j % 2 == 0 ? scientific() : plain();
                int order = new BigDecimal(text).compareTo(bound);
                assertThat(contains(less, text)).as("%s < %s", text, bound).isEqualTo(order < 0);
                assertThat(contains(atMost, text)).as("%s <= %s", text, bound).isEqualTo(order <= 0);
                assertThat(contains(greater, text)).as("%s > %s", text, bound).isEqualTo(order > 0);
                assertThat(contains(atLeast, text)).as("%s >= %s", text, bound).isEqualTo(order >= 0);
            }
        }
    }

    @Test
    void equalsLikeBigDecimal() {
        for (int i = 0; i < 300; i++) {
            var value = new BigDecimal(plain());
            var language = regexes.and(numbers.plain(), numbers.equal(value));
            for (var text : List.of(
                    value.toPlainString(),
                    plain(),
                    value.setScale(value.scale() + 2).toPlainString())) {
                assertThat(contains(language, text))
                        .as("%s = %s", text, value)
                        .isEqualTo(new BigDecimal(text).compareTo(value) == 0);
            }
        }
    }

    @Test
    void multiplesLikeBigDecimal() {
        for (var divisor : List.of("1", "3", "7", "0.01", "0.25", "2.5", "1000", "12.5", "0.3")) {
            var of = new BigDecimal(divisor);
            var language = regexes.and(numbers.plain(), numbers.multiples(of).orElseThrow());
            for (int i = 0; i < 300; i++) {
                var text = i % 2 == 0
                        ? plain()
                        : of.multiply(BigDecimal.valueOf(random.nextInt(1000))).toPlainString();
                assertThat(contains(language, text))
                        .as("%s of %s", text, divisor)
                        .isEqualTo(new BigDecimal(text).remainder(of).signum() == 0);
            }
        }
    }

    @Test
    void wholeNumbers() {
        var whole = regexes.and(numbers.plain(), numbers.whole());
        for (var text : List.of("0", "-3", "12.00", "3.0")) {
            assertThat(contains(whole, text)).as(text).isTrue();
        }
        for (var text : List.of("", "01", "1.5", "1.", "-", "1e3")) {
            assertThat(contains(whole, text)).as(text).isFalse();
        }
    }
}
