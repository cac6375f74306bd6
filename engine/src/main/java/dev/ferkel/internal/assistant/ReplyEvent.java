package dev.ferkel.internal.assistant;

import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.engine.Usage;
import java.util.List;

/** What happens to one of a conversation's answers. */
public sealed interface ReplyEvent {
    /** Which of the answers, from 0. */
    int choice();

    /** The same of another answer. */
    default ReplyEvent at(int other) {
        return switch (this) {
            case Text text -> new Text(other, text.reasoning(), text.text(), text.tokens());
            case Call call -> new Call(other, call.index(), call.name());
            case Arguments more -> new Arguments(other, more.index(), more.json());
            case End end -> new End(other, end.reason(), end.stop(), end.calls(), end.reasoningTokens(), end.usage());
        };
    }

    /**
     * Some more text.
     *
     * @param reasoning whether it is thought, not said
     * @param tokens those whose text ends here, where they were asked for
     */
    record Text(int choice, boolean reasoning, String text, List<TokenInfo> tokens) implements ReplyEvent {}

    /** A call begins. */
    record Call(int choice, int index, String name) implements ReplyEvent {}

    /** More of a call's arguments, as JSON. */
    record Arguments(int choice, int index, String json) implements ReplyEvent {}

    /**
     * The answer is whole.
     *
     * @param stop the text that ended it; empty where none did
     * @param calls how many tools it calls
     * @param reasoningTokens how many of its tokens are thinking
     */
    record End(int choice, FinishReason reason, String stop, int calls, int reasoningTokens, Usage usage)
            implements ReplyEvent {}
}
