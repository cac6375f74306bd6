package dev.ferkel.reward;

/**
 * A model's answer to a question.
 *
 * @param question that was asked
 * @param reference the right answer
 * @param reasoning what the model thought before it answered; empty where it did not
 * @param text what it answered
 * @param tokens that it wrote, thoughts included
 * @param ended whether it ended by itself, and was not cut off
 */
public record Answer(String question, String reference, String reasoning, String text, int tokens, boolean ended) {}
