package dev.ferkel.internal.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * A routing by experts.
 *
 * @param used the experts that have slots, ascending
 * @param firsts where each one's slots begin in {@code order}, and their end
 * @param order slots, those of an expert together
 * @param place where each slot is in {@code order}
 */
record ExpertSlots(List<FfnWeights> used, int[] firsts, int[] order, int[] place) {
    static ExpertSlots of(Routing routing, List<FfnWeights> experts) {
        var chosen = routing.experts();
        var next = new int[experts.size() + 1];
        for (int expert : chosen) {
            next[expert + 1]++;
        }
        var used = new ArrayList<FfnWeights>();
        var firsts = new int[experts.size() + 1];
        for (int e = 0; e < experts.size(); e++) {
            int count = next[e + 1];
            next[e + 1] += next[e];
            if (count > 0) {
                used.add(experts.get(e));
                firsts[used.size()] = next[e + 1];
            }
        }
        var order = new int[chosen.length];
        var place = new int[chosen.length];
        for (int s = 0; s < chosen.length; s++) {
            place[s] = next[chosen[s]]++;
            order[place[s]] = s;
        }
        return new ExpertSlots(used, firsts, order, place);
    }
}
