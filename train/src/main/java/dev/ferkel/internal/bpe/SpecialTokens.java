package dev.ferkel.internal.bpe;

import java.util.List;

/** DeepSeek's names of the tokens that steer a model. */
public final class SpecialTokens {
    public static final String BEGIN = "<｜begin▁of▁sentence｜>";
    public static final String END = "<｜end▁of▁sentence｜>";
    public static final String PAD = "<｜▁pad▁｜>";
    public static final String USER = "<｜User｜>";
    public static final String ASSISTANT = "<｜Assistant｜>";
    public static final String THINK = "<think>";
    public static final String END_OF_THINKING = "</think>";

    private SpecialTokens() {}

    /** All of them; the first three have the ids 0, 1 and 2 that DeepSeek-V3 gives them. */
    public static List<String> deepSeek() {
        return List.of(BEGIN, END, PAD, USER, ASSISTANT, THINK, END_OF_THINKING);
    }
}
