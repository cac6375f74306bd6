package dev.ferkel.langchain4j;

import dev.ferkel.Message;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** LangChain4j's messages as Ferkel's. What a model thought is not repeated to it, as the makers of such models advise. */
final class Messages {
    private Messages() {}

    static Message convert(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> Message.system(system.text());
            case UserMessage user -> Message.user(text(user.contents()));
            case AiMessage said ->
                new Message("assistant", text(said), Calls.of(said.toolExecutionRequests()), Optional.empty());
            case ToolExecutionResultMessage result -> Message.tool(result.id(), text(result.contents()));
            default -> throw unsupported("messages of type " + message.type());
        };
    }

    private static String text(AiMessage said) {
        if (!said.images().isEmpty()) {
            throw unsupported("images");
        }
        return said.text() == null ? "" : said.text();
    }

    private static String text(List<Content> contents) {
        return contents.stream().map(Messages::text).collect(Collectors.joining("\n"));
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw unsupported("contents of type " + content.type());
    }

    private static UnsupportedFeatureException unsupported(String what) {
        return new UnsupportedFeatureException("Ferkel doesn't support " + what + " yet, only text");
    }
}
