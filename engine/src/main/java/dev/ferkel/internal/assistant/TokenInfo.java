package dev.ferkel.internal.assistant;

import dev.ferkel.internal.sampling.LogProbabilities.Alternative;
import java.util.List;

/**
 * A token of an answer's text.
 *
 * @param text what it adds to the text; empty for one that ends within a character
 * @param logProbability natural logarithm of the model's own probability of it
 * @param alternatives the most likely tokens there, best first
 */
public record TokenInfo(int id, String text, float logProbability, List<Alternative> alternatives) {}
