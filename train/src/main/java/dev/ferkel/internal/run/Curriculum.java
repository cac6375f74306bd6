package dev.ferkel.internal.run;

import java.nio.file.Path;

/** Finds what a stage learns from. */
interface Curriculum {
    /** @param place the stage's folder */
    Feed feed(PretrainSettings settings, Learner learner, Path place, long seed);
}
