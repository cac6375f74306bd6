package dev.ferkel.internal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Shared;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillInTheMiddleTest {
    /** As the models' own cards write it. */
    @ParameterizedTest
    @CsvSource({
        "tokenizers/deepseek_v3, <｜begin▁of▁sentence｜><｜fim▁begin｜>def f(<｜fim▁hole｜>):<｜fim▁end｜>",
        "tokenizers/qwen2_5, <|fim_prefix|>def f(<|fim_suffix|>):<|fim_middle|>"
    })
    void prefixSuffixMiddle(String folder, String expected) {
        var shared = Shared.find(folder);
        assumeThat(shared).isPresent();
        var tokenizer = Tokenizer.load(shared.orElseThrow());
        var ids = FillInTheMiddle.of(tokenizer).ids("def f(", "):");
        assertThat(tokenizer.decode(ids, false)).isEqualTo(expected);
    }

    @Test
    void aModelWithoutMarks(@TempDir Path folder) {
        TinyChat.plain(folder);
        var tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
        assertThatThrownBy(() -> FillInTheMiddle.of(tokenizer))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).contains("suffix"));
    }
}
