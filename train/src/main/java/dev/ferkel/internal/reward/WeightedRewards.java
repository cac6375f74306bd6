package dev.ferkel.internal.reward;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A sum of rewards, each with its weight. */
public final class WeightedRewards implements Reward {
    private record Part(Reward reward, double weight) {}

    private final List<Part> parts = new ArrayList<>();

    public void add(Reward reward, double weight) {
        parts.add(new Part(reward, weight));
    }

    @Override
    public List<Double> of(List<Attempt> attempts) {
        var sums = new ArrayList<>(Collections.nCopies(attempts.size(), 0.0));
        for (var part : parts) {
            var values = part.reward().of(attempts);
            for (int i = 0; i < values.size(); i++) {
                sums.set(i, sums.get(i) + part.weight() * values.get(i));
            }
        }
        return sums;
    }
}
