package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mixture's values on the way to its output.
 *
 * @param out [tokens, dim]
 * @param slotOutputs what each token's slots gave before weighting [tokens * perToken, dim]
 * @param parts the experts that were used, ascending
 */
public record MixtureSteps(Tensor out, Tensor slotOutputs, List<Part> parts) {
    /**
     * One expert's share.
     *
     * @param slots the slots it fills, ascending
     * @param input their tokens' rows [slots, dim]
     */
    public record Part(int expert, int[] slots, Tensor input, FfnSteps steps) {}

    /** The slots routed to an expert, ascending. */
    static int[] slotsOf(Routing routing, int expert) {
        var experts = routing.experts();
        return IntStream.range(0, experts.length)
                .filter(s -> experts[s] == expert)
                .toArray();
    }
}
