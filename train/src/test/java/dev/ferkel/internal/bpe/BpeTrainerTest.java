package dev.ferkel.internal.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Against what Hugging Face's trainer learns, and against its rules written down as plainly as they can be. */
class BpeTrainerTest {
    private static final String END = SpecialTokens.END;
    private static final TokenizerFiles.Roles ROLES =
            new TokenizerFiles.Roles(SpecialTokens.BEGIN, END, "{{ bos_token }}{{ messages[0].content }}", 4096);

    @ParameterizedTest
    @ValueSource(strings = {"merges_512.json", "merges_2000.json"})
    void learnsWhatTheReferenceLearns(String name, @TempDir Path folder) throws IOException {
        var golden = JsonMapper.shared().readTree(Golden.path("oracle/tokenizer/train/" + name));
        var special = new ArrayList<String>();
        golden.path("special_tokens").forEach(t -> special.add(t.asString()));
        var settings = new BpeTrainer.Settings(
                golden.path("vocab_size").asInt(),
                special,
                golden.path("min_frequency").asInt(),
                PreTokenizerKind.GPT2);
        var text = Files.readString(Golden.path("oracle/tokenizer/train/corpus.txt"));
        var trained = BpeTrainer.train(List.of(text).iterator(), settings, Progress.NONE);

        var merges = golden.path("merges");
        assertThat(trained.merges()).hasSize(merges.size());
        for (int i = 0; i < merges.size(); i++) {
            assertThat(trained.merges().get(i))
                    .as("merge %d", i)
                    .isEqualTo(new TrainedTokenizer.Merge(
                            merges.get(i).get(0).asString(),
                            merges.get(i).get(1).asString()));
        }
        var vocabulary = golden.path("vocab");
        assertThat(trained.vocabulary()).hasSize(vocabulary.size());
        for (int id = 0; id < trained.vocabulary().size(); id++) {
            assertThat(vocabulary.path(trained.vocabulary().get(id)).asInt(-1)).isEqualTo(id);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"),
                TokenizerFiles.json(trained, ROLES).toString());
        var tokenizer = Tokenizer.load(folder);
        for (var sample : golden.path("samples")) {
            assertThat(tokenizer.encode(sample.path("text").asString(), false))
                    .isEqualTo(JsonMapper.shared().treeToValue(sample.path("ids"), int[].class));
        }
    }

    @ParameterizedTest
    @EnumSource(PreTokenizerKind.class)
    void itsFilesAreATokenizer(PreTokenizerKind kind, @TempDir Path folder) {
        var text = "x = 12345 + 67;\n\tfür 深度学习 <think>ja</think> Straße 12345 für für 深度学习";
        var settings = new BpeTrainer.Settings(400, SpecialTokens.deepSeek(), 2, kind);
        var trained = BpeTrainer.train(List.of(text, "").iterator(), settings, Progress.NONE);
        TokenizerFiles.write(folder, trained, ROLES);
        var tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.decode(tokenizer.encode(text, false), false)).isEqualTo(text);
        assertThat(tokenizer.bos()).hasValue(0);
        assertThat(tokenizer.eos()).hasValue(1);
        assertThat(tokenizer.encode("<think>" + END, false)).containsExactly(5, 1);
        assertThat(tokenizer.decode(tokenizer.encode("<think>" + END, false), true))
                .isEqualTo("<think>");
        int pieces = switch (kind) {
            case GPT2 -> 1;
            case DEEPSEEK_V3 -> 3;
            case DEEPSEEK_V3_DIGITS -> 6;
        };
        assertThat(tokenizer.encode(" 12345", false)).hasSize(pieces);
    }

    @Test
    void splitsAsDeepSeekDoes() {
        var file = JsonMapper.shared().readTree(Golden.path("tokenizers/deepseek_v3/tokenizer.json"));
        var own = PreTokenizerKind.DEEPSEEK_V3.json().path("pretokenizers");
        for (int i = 0; i < 3; i++) {
            assertThat(own.get(i))
                    .isEqualTo(file.path("pre_tokenizer").path("pretokenizers").get(i));
        }
    }

    /** Few letters, so that equal counts, overlaps and tokens made in two ways are common. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void agreesWithThePlainRules(int letters) {
        var random = new Random(letters);
        for (int round = 0; round < 60; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(400); i >= 0; i--) {
                text.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(letters)));
            }
            int minFrequency = random.nextInt(3);
            var settings =
                    new BpeTrainer.Settings(256 + random.nextInt(80), List.of(), minFrequency, PreTokenizerKind.GPT2);
            var trained = BpeTrainer.train(List.of(text.toString()).iterator(), settings, Progress.NONE);
            var plain = PlainBpe.train(text.toString(), settings.vocabularySize(), minFrequency);
            assertThat(trained.merges()).isEqualTo(plain);
        }
    }

    @Test
    void theSplitIntoTextsDoesNotMatterBetweenPieces() {
        var words = IntStream.range(0, 500)
                .mapToObj(i -> " w" + i % 37 + "x" + i % 11)
                .toList();
        var settings = new BpeTrainer.Settings(400, List.of(), 2, PreTokenizerKind.DEEPSEEK_V3);
        var apart = BpeTrainer.train(words.iterator(), settings, Progress.NONE);
        var joined = BpeTrainer.train(List.of(String.join("", words)).iterator(), settings, Progress.NONE);
        assertThat(apart).isEqualTo(joined);
    }

    @Test
    void saysWhatIsWrong(@TempDir Path folder) {
        assertThatThrownBy(() -> new BpeTrainer.Settings(260, SpecialTokens.deepSeek(), 0, PreTokenizerKind.GPT2))
                .isInstanceOf(FerkelException.class)
                .hasMessage("a vocabulary of 260 tokens, expected at least 263 (256 bytes and 7 special tokens)"
                        + " and at most 1048576");
        for (var bad : List.of(List.of("<s>", "<s>"), List.of(""), List.of("a"))) {
            assertThatThrownBy(() -> new BpeTrainer.Settings(500, bad, 0, PreTokenizerKind.GPT2))
                    .isInstanceOf(FerkelException.class)
                    .hasMessageStartingWith("special token '");
        }
        var trained = BpeTrainer.train(
                List.<String>of().iterator(),
                new BpeTrainer.Settings(300, List.of("<s>"), 0, PreTokenizerKind.GPT2),
                Progress.NONE);
        assertThat(trained.vocabulary()).hasSize(257);
        assertThatThrownBy(() -> TokenizerFiles.write(folder, trained, ROLES))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("is no special token, expected one of [<s>]");
    }

    @Test
    void aLongRunIsNoTrap() {
        var text = "a".repeat(100_000) + " " + "ab".repeat(100_000);
        var settings = new BpeTrainer.Settings(400, List.of(), 0, PreTokenizerKind.GPT2);
        var trained = BpeTrainer.train(List.of(text).iterator(), settings, Progress.NONE);
        assertThat(trained.merges().getFirst()).isEqualTo(new TrainedTokenizer.Merge("a", "b"));
    }
}
