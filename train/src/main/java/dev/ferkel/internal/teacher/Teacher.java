package dev.ferkel.internal.teacher;

import dev.ferkel.internal.reward.Attempt;
import java.util.List;

/** Answers problems. */
public interface Teacher extends AutoCloseable {
    /** For the record. */
    String name();

    /**
     * Some answers to each problem.
     *
     * @param samples answers a problem
     * @param maxTokens an answer may have
     * @throws dev.ferkel.error.FerkelException if it can't answer
     */
    List<List<Attempt>> answer(List<Ask> asks, int samples, float temperature, int maxTokens, long seed);

    @Override
    void close();
}
