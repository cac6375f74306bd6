package dev.ferkel.internal.run;

import java.util.Map;

/** Who watches a run. */
public interface RunObserver {
    /** Something worth a line. */
    void note(String line);

    /**
     * A step was taken.
     *
     * @param done steps of the stage so far
     * @param total steps of the stage
     * @param record what the run's log says of it
     */
    void step(int done, int total, Map<String, ?> record);
}
