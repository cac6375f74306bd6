package dev.ferkel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseTest {
    @Test
    void names() {
        assertThat(Case.parse("pp512")).isEqualTo(new Case("pp512", 512, 0, 1, 1));
        assertThat(Case.parse("tg128")).isEqualTo(new Case("tg128", 0, 128, 1, 1));
        assertThat(Case.parse("tg32@d2048")).isEqualTo(new Case("tg32@d2048", 0, 32, 2048, 1));
        assertThat(Case.parse("tg32x16")).isEqualTo(new Case("tg32x16", 0, 32, 64, 16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pp",
                "pp0",
                "tg12x0",
                "pp512@d64",
                "pp512x4",
                "tg32@2048",
                "tg32x4@d64",
                "PP512",
                "pp9999999"
            })
    void others(String name) {
        assertThatThrownBy(() -> Case.parse(name))
                .isInstanceOf(FerkelException.class)
                .hasMessage(name + " is no case, expected such as pp512, tg128, tg32@d2048 or tg32x16");
    }
}
