package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.sampling.Sampling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A conversation with a model: reads messages, answers, and knows its own settings. */
final class Chat {
    private final Answering answering;
    private final ChatTerminal terminal;
    private final AnswerFlags flags;
    private final Conversation conversation = new Conversation();
    private final SlashCommands commands = new SlashCommands(this);
    private final long seed;
    private Sampling sampling;
    private long answers;
    private boolean folds;
    private Optional<Boolean> thinks = Optional.empty();
    private @Nullable Reply last;

    Chat(Answering answering, ChatTerminal terminal, AnswerFlags flags) {
        this.answering = answering;
        this.terminal = terminal;
        this.flags = flags;
        this.seed = flags.seed();
        this.sampling = flags.sampling(answering.model().text().suggestedSampling(seed));
    }

    /** Talks until the input ends or the user quits. */
    void run() {
        for (var message = terminal.read(); message != null; message = terminal.read()) {
            try {
                if (message.startsWith("/")) {
                    if (!commands.run(message)) {
                        return;
                    }
                } else if (!message.isBlank()) {
                    answer(message.strip());
                }
            } catch (FerkelException e) {
                if (!terminal.interactive()) {
                    throw e;
                }
                note("ferkel: " + e.getMessage());
            }
        }
    }

    private void answer(String message) {
        conversation.user(message);
        var view = new ReplyView(terminal, folds, answering::cancel);
        try {
            var prompt = Prompt.of(answering.model(), conversation.forTemplate(), thinks);
            terminal.busy(answering::cancel, () -> last = answering.answer(prompt, drawn(), flags, view));
        } catch (FerkelException e) {
            conversation.undo();
            throw e;
        } finally {
            view.end();
        }
        var reply = last;
        if (reply != null) {
            conversation.assistant(reply.text(), reply.reasoning());
            if (reply.reason() == FinishReason.CANCELLED) {
                note("stopped");
            } else if (reply.reason() == FinishReason.LENGTH) {
                note("cut off at " + (flags.maxTokens() > 0 ? "--max-tokens" : "the end of the context"));
            }
        }
        if (terminal.interactive()) {
            terminal.print("\n");
        }
    }

    /** Other noise for every answer, and yet the same for the same seed. */
    private Sampling drawn() {
        return new Sampling(
                sampling.temperature(), sampling.topK(), sampling.topP(), sampling.minP(), seed + answers++);
    }

    /** A line about the chat itself; pipes don't get it. */
    void note(String line) {
        if (terminal.interactive()) {
            terminal.print(terminal.style().dim(terminal.style().safe(line)) + "\n");
        }
    }

    Conversation conversation() {
        return conversation;
    }

    Answering answering() {
        return answering;
    }

    ChatTerminal terminal() {
        return terminal;
    }

    float temperature() {
        return sampling.temperature();
    }

    void temperature(float value) {
        sampling = new Sampling(value, sampling.topK(), sampling.topP(), sampling.minP(), seed);
    }

    void folds(boolean value) {
        folds = value;
    }

    void thinks(boolean value) {
        thinks = Optional.of(value);
    }

    /** The last answer, or null. */
    @Nullable
    Reply last() {
        return last;
    }
}
