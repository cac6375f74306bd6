package dev.ferkel.internal.run;

import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.plan.Flops;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How fast steps are: tokens a second, and the share of what the machine's multipliers could do. */
final class Speed {
    private final double flopsPerToken;
    private final OptionalDouble peak;

    /** Beside weights that stay as they are there are two products to a matrix, not three; adapters are little to them. */
    private static final double FROZEN = 2.0 / 3;

    Speed(ModelConfig config, PretrainSettings settings) {
        flopsPerToken = Flops.training(config, settings.sequence()) * (settings.adapts() ? FROZEN : 1);
        var peaks = Peaks.measure();
        peak = peaks.isPresent() ? OptionalDouble.of(1e9 * peaks.get().gigaFlops()) : OptionalDouble.empty();
    }

    Map<String, Double> of(long tokens, long nanos) {
        var speed = new LinkedHashMap<String, Double>();
        double perSecond = tokens * 1e9 / nanos;
        speed.put("seconds", nanos / 1e9);
        speed.put("tokens per second", perSecond);
        if (peak.isPresent()) {
            speed.put("utilisation", perSecond * flopsPerToken / peak.getAsDouble());
        }
        return speed;
    }
}
