package dev.ferkel.internal.grpo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The experts that tokens went through, kept for learning from them once the weights have moved: an expert that was not
 * asked when a token was sampled has no part in its probability (DeepSeek-V3.2 report, 3.1, Keep Routing).
 *
 * @param passes experts [rows * perToken] by layer, a pass each; none: all is chosen anew
 */
public record Routes(List<Map<Integer, int[]>> passes) {
    public static final Routes NONE = new Routes(List.of());

    public Routes {
        passes = List.copyOf(passes);
    }

    int @Nullable [] of(int pass, int layer) {
        return passes.isEmpty() ? null : passes.get(pass).get(layer);
    }
}
