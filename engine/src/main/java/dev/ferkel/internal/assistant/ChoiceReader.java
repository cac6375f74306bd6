package dev.ferkel.internal.assistant;

import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.chat.ReasoningSplitter.Kind;
import dev.ferkel.internal.engine.Event;
import dev.ferkel.internal.tool.ToolPiece;
import dev.ferkel.internal.tool.ToolReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the parts of one answer from each other while its tokens come. */
final class ChoiceReader {
    private final int choice;
    private final ReasoningSplitter splitter;
    private final @Nullable ToolReader tools;
    private final @Nullable TokenTexts tokens;
    private boolean answering;
    private int reasoningTokens;
    private int calls;

    ChoiceReader(int choice, ReasoningSplitter.Start start, Optional<ToolReader> tools, Optional<TokenTexts> tokens) {
        this.choice = choice;
        this.splitter = new ReasoningSplitter(start);
        this.tools = tools.orElse(null);
        this.tokens = tokens.orElse(null);
        this.answering = start == ReasoningSplitter.Start.ANSWERING;
    }

    List<ReplyEvent> accept(Event event) {
        var events = new ArrayList<ReplyEvent>();
        switch (event) {
            case Event.Token token -> {
                if (tokens != null) {
                    tokens.accept(token);
                }
                split(splitter.accept(token.text()), events);
                if (!answering) {
                    reasoningTokens++;
                }
            }
            case Event.Finished end -> {
                if (tokens != null) {
                    tokens.end();
                }
                split(splitter.accept(end.text()), events);
                split(splitter.end(), events);
                if (tools != null) {
                    tools.end().forEach(piece -> add(piece, events));
                }
                events.add(new ReplyEvent.End(choice, end.reason(), end.stop(), calls, reasoningTokens, end.usage()));
            }
            case Event.Failed failed -> throw failed.error();
        }
        return events;
    }

    private void split(List<ReasoningSplitter.Piece> pieces, List<ReplyEvent> events) {
        for (var piece : pieces) {
            if (piece.kind() == Kind.REASONING) {
                events.add(new ReplyEvent.Text(choice, true, piece.text(), tokensOf(piece.text())));
                continue;
            }
            answering = true;
            if (tools == null) {
                events.add(new ReplyEvent.Text(choice, false, piece.text(), tokensOf(piece.text())));
            } else {
                tools.accept(piece.text()).forEach(p -> add(p, events));
            }
        }
    }

    private void add(ToolPiece piece, List<ReplyEvent> events) {
        switch (piece) {
            case ToolPiece.Text text ->
                events.add(new ReplyEvent.Text(choice, false, text.text(), tokensOf(text.text())));
            case ToolPiece.Call call -> {
                calls++;
                events.add(new ReplyEvent.Call(choice, call.index(), call.name()));
            }
            case ToolPiece.Arguments more -> events.add(new ReplyEvent.Arguments(choice, more.index(), more.json()));
        }
    }

    private List<TokenInfo> tokensOf(String text) {
        return tokens == null ? List.of() : tokens.of(text);
    }
}
