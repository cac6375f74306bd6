package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A mixture's values on the way to its output. Slots are in the order of their experts, so that each expert's rows lie
 * beside each other.
 *
 * @param out [tokens, dim]
 * @param slots in that order, ascending within an expert
 * @param tokens those that the slots belong to
 * @param steps of each expert on its tokens' rows
 * @param parts the experts that were used, ascending
 */
public record MixtureSteps(Tensor out, int[] slots, int[] tokens, FfnSteps steps, List<Part> parts) {
    /** One expert's share: rows [from, to). */
    public record Part(int expert, int from, int to) {}

    /** Slots by expert, ascending within one. */
    static int[] order(Routing routing, int experts) {
        var next = new int[experts + 1];
        for (int e : routing.experts()) {
            next[e + 1]++;
        }
        for (int e = 1; e < experts; e++) {
            next[e] += next[e - 1];
        }
        var order = new int[routing.experts().length];
        for (int s = 0; s < order.length; s++) {
            order[next[routing.experts()[s]]++] = s;
        }
        return order;
    }

    /** The shares of slots in their {@link #order}. */
    static List<Part> parts(Routing routing, int[] order) {
        var parts = new ArrayList<Part>();
        for (int from = 0, to = 0; from < order.length; from = to) {
            int expert = routing.experts()[order[from]];
            while (to < order.length && routing.experts()[order[to]] == expert) {
                to++;
            }
            parts.add(new Part(expert, from, to));
        }
        return parts;
    }
}
