package dev.ferkel.internal.reward;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sum of rewards, each with its weight. */
public final class WeightedRewards implements Reward {
    private record Part(String name, Reward reward, double weight) {}

    /**
     * What attempts are worth.
     *
     * @param sums of the weighted rewards, an attempt each
     * @param parts what each reward gave them, before it was weighed, by its name
     */
    public record Worth(List<Double> sums, Map<String, List<Double>> parts) {}

    private final List<Part> parts = new ArrayList<>();

    public void add(String name, Reward reward, double weight) {
        parts.add(new Part(name, reward, weight));
    }

    @Override
    public List<Double> of(List<Attempt> attempts) {
        return judge(attempts).sums();
    }

    /** As {@link #of}, and what the sums are made of. */
    public Worth judge(List<Attempt> attempts) {
        var sums = new ArrayList<>(Collections.nCopies(attempts.size(), 0.0));
        var given = new LinkedHashMap<String, List<Double>>();
        for (var part : parts) {
            var values = part.reward().of(attempts);
            for (int i = 0; i < values.size(); i++) {
                sums.set(i, sums.get(i) + part.weight() * values.get(i));
            }
            given.put(part.name(), values);
        }
        return new Worth(sums, given);
    }
}
