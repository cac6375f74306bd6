package dev.ferkel.reward;

import java.util.List;

/**
 * Judges answers: what is worth more is made more likely. A recipe names the class, which is public and has a public
 * constructor without parameters. One is made for each stage, and called by one thread.
 *
 * <p>So that a run that is resumed comes to the same bits, the same answers have to be worth the same each time.
 */
@FunctionalInterface
public interface Reward {
    /**
     * What each of some answers is worth, in their order; most rewards lie between 0 and 1.
     *
     * @param answers of whole groups: all of a step, or those just asked where uniform groups are replaced
     * @return as many finite numbers
     */
    List<Double> of(List<Answer> answers);
}
