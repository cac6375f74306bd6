package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.ops.Routing;
import java.util.Map;
import java.util.TreeMap;

/**
 * Auxiliary-loss-free load balancing (DeepSeek-V3 report, section 2.1.2): after a step, the routing bias of an expert with
 * more than its share of tokens falls by gamma, that of one with less rises by it.
 */
public final class LoadBalancer {
    private final Student student;
    private final Map<Integer, long[]> loads = new TreeMap<>();

    public LoadBalancer(Student student) {
        this.student = student;
    }

    /** Notes what the gates chose. */
    public void count(Map<Integer, Routing> routing) {
        routing.forEach((layer, chosen) -> {
            var load =
                    loads.computeIfAbsent(layer, l -> new long[chosen.scores().size(1)]);
            for (int e : chosen.experts()) {
                load[e]++;
            }
        });
    }

    /** Choices of each expert since the last {@link #move}, by layer. */
    public Map<Integer, long[]> loads() {
        return loads;
    }

    /** Moves the biases by {@code gamma} and begins to count anew. */
    public void move(float gamma) {
        loads.forEach((layer, load) -> {
            if (gamma != 0 && student.hasRoutingBias(layer)) {
                var bias = student.routingBias(layer);
                long total = 0;
                for (long l : load) {
                    total += l;
                }
                for (int e = 0; e < load.length; e++) {
                    bias.set(e, bias.get(e) + gamma * Long.signum(total - load[e] * load.length));
                }
            }
        });
        loads.clear();
    }
}
