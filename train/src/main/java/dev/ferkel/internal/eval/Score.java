package dev.ferkel.internal.eval;

import dev.ferkel.internal.grading.Verdict;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How well some questions were answered.
 *
 * @param questions how many
 * @param samples answers to each
 * @param pass by k, which is 1, 2, 4 .. and the number of samples: the chance that at least one of k answers is right
 * @param majority that the answer most samples agree on is
 * @param noAnswer share of the answers that name none
 * @param tokens of an answer, on average
 */
public record Score(
        String task,
        String group,
        String kind,
        int questions,
        int samples,
        NavigableMap<Integer, Share> pass,
        Share majority,
        double noAnswer,
        double tokens) {
    /** A share with its 95 % interval. */
    public record Share(double value, Interval interval) {
        static Share of(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return new Share(sum / values.length, Interval.ofMean(values));
        }
    }

    /** Of at least one question, each with as many samples. */
    static Score of(String task, String group, String kind, List<Answered> answered) {
        int samples = answered.getFirst().samples().size();
        var all = answered.stream().flatMap(a -> a.samples().stream()).toList();
        return new Score(
                task,
                group,
                kind,
                answered.size(),
                samples,
                pass(samples, answered),
                share(answered, a -> Majority.of(a.samples())),
                all.stream()
                        .mapToDouble(s -> s.verdict() == Verdict.NO_ANSWER ? 1 : 0)
                        .average()
                        .orElse(0),
                all.stream().mapToDouble(Sample::tokens).average().orElse(0));
    }

    private static NavigableMap<Integer, Share> pass(int samples, List<Answered> answered) {
        var pass = new TreeMap<Integer, Share>();
        for (int k = 1; k < samples; k *= 2) {
            int some = k;
            pass.put(k, share(answered, a -> PassAtK.of(samples, a.correct(), some)));
        }
        pass.put(samples, share(answered, a -> PassAtK.of(samples, a.correct(), samples)));
        return pass;
    }

    private static Share share(List<Answered> answered, ToDoubleFunction<Answered> value) {
        return Share.of(answered.stream().mapToDouble(value).toArray());
    }
}
