package dev.ferkel.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds of every config that is taken, however odd. */
final class SaneConfig {
    private SaneConfig() {}

    static void check(ModelConfig config) {
        assertThat(config.cacheWidth()).isBetween(1, 1 << 22);
        assertThat(config.attentionScale()).isFinite();
        assertThat(config.normEps()).isFinite().isPositive();
        var rotary = config.rope().rotary();
        assertThat(rotary.magnitude()).isFinite().isPositive();
        for (float frequency : rotary.inverseFrequencies()) {
            assertThat(Float.isFinite(frequency)).as("%s", config.rope()).isTrue();
        }
    }
}
