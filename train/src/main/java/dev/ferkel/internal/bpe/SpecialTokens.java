package dev.ferkel.internal.bpe;

import java.util.List;
import java.util.stream.Stream;

/** DeepSeek's names of the tokens that steer a model. */
public final class SpecialTokens {
    public static final String BEGIN = "<｜begin▁of▁sentence｜>";
    public static final String END = "<｜end▁of▁sentence｜>";
    public static final String PAD = "<｜▁pad▁｜>";
    public static final String USER = "<｜User｜>";
    public static final String ASSISTANT = "<｜Assistant｜>";
    public static final String THINK = "<think>";
    public static final String FIM_BEGIN = "<｜fim▁begin｜>";
    public static final String FIM_HOLE = "<｜fim▁hole｜>";
    public static final String FIM_END = "<｜fim▁end｜>";
    public static final String END_OF_THINKING = "</think>";

    private SpecialTokens() {}

    /** All of them; the first three have the ids 0, 1 and 2 that DeepSeek-V3 gives them. */
    public static List<String> deepSeek() {
        return List.of(BEGIN, END, PAD, USER, ASSISTANT, THINK, END_OF_THINKING);
    }

    /** As above; with those to fill in the middle, if they are asked for. */
    public static List<String> deepSeek(boolean fim) {
        return fim
                ? Stream.concat(deepSeek().stream(), Stream.of(FIM_BEGIN, FIM_HOLE, FIM_END))
                        .toList()
                : deepSeek();
    }
}
