package dev.ferkel.internal.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "42|42",
                "42|42.",
                "42|42.0",
                "42|+42",
                "42|042",
                "42|$42$",
                "42|\\(42\\)",
                "42|\\text{42}",
                "42|**42**",
                "1234|1,234",
                "1234567|1,234,567",
                "1234|1{,}234",
                "1234|1\\,234",
                "1234.5|1,234.50",
                "-7|\u22127",
                "0.5|1/2",
                "1/2|0.5",
                "1/2|.5",
                "1/2|2/4",
                "3/4|\\frac{3}{4}",
                "3/4|\\dfrac{3}{4}",
                "3/4|\\frac34",
                "3/4|\\tfrac{6}{8}",
                "-3/4|-\\frac{3}{4}",
                "-3/4|\\frac{-3}{4}",
                "3/2|1 1/2",
                "3/2|1\\frac{1}{2}",
                "50%|50\\%",
                "50%|50 percent",
                "50%|0.5",
                "50%|50",
                "1/2|50%",
                "12 cm|12",
                "12 cm|12 cm",
                "12 cm|0.12 m",
                "12 cm|120 mm",
                "12|12 apples",
                "5|5 horses",
                "5|5 notebooks",
                "5|5 floors",
                "12 cm|12\\text{ cm}",
                "2 h|120 min",
                "90 min|1.5 hours",
                "3 weeks|21 days",
                "350 cm|3.5 meters",
                "2 kg|2000 grams",
                "1500|1.5e3",
                "1500|1.5 \\times 10^3",
                "1500|1.5 \\cdot 10^{3}",
                "0.0015|1.5e-3",
                "1000|10^3",
                "1, 2, 3|1,2,3",
                "1, 2, 3|(1, 2, 3)",
                "{1, 2}|\\{1, 2\\}",
                "{1, 2}|\\left\\{1,2\\right\\}",
                "(1, 2)|\\left(1, 2\\right)",
                "100, 200|100,200",
                "1/2, 3|0.5, 3.0",
                "1, 2, 3|1, 2 and 3",
                "1, 2|1; 2",
                "yes|Yes",
                "true|yes",
                "no|False",
                "x + 1|x+1",
                "5|x = 5",
                "x = 5|5",
                "x = 3, y = 2|x=3, y=2",
                "x = 3, y = 2|3, 2",
                "x = 1/2|x = 0.5",
                "x = 5, y = 1/2|x = 5, y = 0.5",
                "5|(5)",
                "(5)|5",
                "1/2|(0.5)",
                "B|(B)",
                "(B)|b",
                "(1, 2)|((1, 2))",
                "Friday|friday",
                "90|90^\\circ",
                "90|90^{\\circ}",
                "90|90\u00b0",
                "apple, bird|Apple, Bird",
                "5 remainder 2|5 r 2",
                "5 remainder 2|5 remainder 2.",
                "14:35|14:35",
                "Anna knight, Ben knave|Anna is a knight and Ben is a knave",
                "6 square meters|6 m^2",
                "3.45 euros|3.45",
                "3.45 euros|345 cents",
                "1,000|1000",
                "x^2|x^{2}"
            })
    void equal(String reference, String given) {
        String found = MathAnswer.extract("Answer: " + given).orElseThrow();
        assertThat(MathAnswer.equal(reference, found))
                .as("%s = %s", reference, given)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "42|43",
                "42|-42",
                "42|420",
                "42|4 2",
                "42|42 or 43",
                "42|42, 43",
                "42|forty-two",
                "42|4.2",
                "1234|1,23",
                "1234|1,2,3,4",
                "0.3333|1/3",
                "1/3|0.333333333333333333",
                "0.1|0.10000000000000000001",
                "1/2|1/3",
                "1/2|2",
                "3/2|1/2",
                "1|1/0",
                "0|1/0",
                "50%|5%",
                "50%|0.05",
                "12 cm|12 m",
                "12 cm|12 kg",
                "12 cm|13",
                "12 cm|12 apples",
                "12 cm|1.2 m",
                "2 h|2 min",
                "1500|1.5e4",
                "1500|1.5e",
                "1|1e999999999",
                "1, 2, 3|3, 2, 1",
                "1, 2, 3|1, 2",
                "1, 2, 3|1, 2, 3, 4",
                "1, 2|12",
                "(1, 2)|[1, 2]",
                "(1, 2)|{1, 2}",
                "yes|no",
                "true|false",
                "true|1",
                "x = 5|y = 5",
                "x = 3, y = 2|x=2, y=3",
                "x = 1/2|y = 0.5",
                "x = 1/2|x = 0.6",
                "5|[5]",
                "5|(6)",
                "(1, 2)|1",
                "6|(2)(3)",
                "5|()",
                "Friday|Monday",
                "5 remainder 2|5",
                "5 remainder 2|5 remainder 3",
                "5 remainder 2|52",
                "14:35|14:53",
                "14:35|1435",
                "apple, bird|bird, apple",
                "Anna|Ben",
                "Anna knight, Ben knave|Anna knave, Ben knight",
                "10|1 0",
                "100, 200|100200",
                "3.45 euros|345 euros",
                "2024-03-01|2024-03-10",
                "2024-03-01|2020",
                "7|7x",
                "1|\\frac{1}{2}",
                "2|\\sqrt{4",
                "5|5 million",
                "5|5 or 6",
                "5|5 or six",
                "5|5 thousand euros",
                "5|5 hundredths",
                "5|5 pi"
            })
    void unequal(String reference, String given) {
        assertThat(MathAnswer.equal(reference, given))
                .as("%s = %s", reference, given)
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Answer: 1 then Answer: 2|2",
                "so **Answer:** 7|7",
                "The final answer: 9|9",
                "thus \\boxed{5}|5",
                "\\boxed{1} and \\boxed{\\frac{1}{2}}|\\frac{1}{2}",
                "\\boxed{\\{1, 2\\}}|\\{1, 2\\}",
                "<answer>12</answer>|12",
                "<answer>1</answer><answer> 2 </answer>|2",
                "Answer: \\boxed{3}|3",
                "ANSWER: 4|4"
            })
    void extracts(String text, String answer) {
        assertThat(MathAnswer.extract(text)).contains(answer);
    }

    /** Models like headings. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "**Answer:**~~42|42",
                "Answer:~42~which is the product.|42",
                "Answer: 42~43|42",
                "Answer:~~$$~\\boxed{42}~$$|42",
                "Answer:~So we have found it:~\\boxed{42}|42",
                "Answer:~~$$~42~$$|42"
            })
    void extractsFromBelow(String text, String answer) {
        assertThat(MathAnswer.extract(text.replace('~', '\n'))).contains(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Answer:\n\n**\n",
                "42",
                "Answer:",
                "Answer: ",
                "\\boxed{",
                "\\boxed{{}",
                "<answer>",
                "</answer>1<answer>",
                "MyAnswer: 3"
            })
    void extractsNothing(String text) {
        assertThat(MathAnswer.extract(text)).isEmpty();
    }

    @Test
    void theLastLineCounts() {
        assertThat(MathAnswer.extract("Answer: 1\nno, that is wrong\nAnswer: 2\nbye"))
                .contains("2");
    }

    /** Nothing is thrown and nothing takes for ever. */
    @Test
    void anyTextIsRead() {
        String[] parts = {
            "1",
            "0",
            "9",
            ",",
            ".",
            "/",
            "\\frac",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "e",
            "-",
            "10^",
            "\\text{",
            "$",
            "%",
            " ",
            "cm",
            "m",
            "and ",
            "\\left",
            "x=",
            "\\boxed{",
            "Answer: ",
            "<answer>",
            "</answer>",
            "\n",
            "\\",
            "^",
            "*",
            "\u00e9",
            "e999999",
            "1,000"
        };
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(30); j >= 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            MathAnswer.extract(text.toString()).ifPresent(a -> MathAnswer.equal("1/2", a));
            MathAnswer.equal(text.toString(), text.reverse().toString());
        }
        for (String part : parts) {
            for (int length : new int[] {1900, 1_000_000}) {
                String text = part.repeat(length / part.length());
                MathAnswer.extract(text);
                MathAnswer.equal("1", text);
                MathAnswer.equal("1", "1" + text + "2");
                ExpressionChecker.reaches(text, java.util.List.of(1), 1);
            }
        }
    }
}
