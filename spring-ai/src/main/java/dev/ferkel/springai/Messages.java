package dev.ferkel.springai;

import dev.ferkel.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/** Spring AI's messages as Ferkel's. What a model thought is not repeated to it, as the makers of such models advise. */
final class Messages {
    private Messages() {}

    /** One message; of tools' results, as many as there are. */
    static Stream<Message> convert(org.springframework.ai.chat.messages.Message message) {
        return message instanceof ToolResponseMessage results
                ? results.getResponses().stream().map(r -> Message.tool(r.id(), r.responseData()))
                : Stream.of(one(message));
    }

    private static Message one(org.springframework.ai.chat.messages.Message message) {
        return switch (message) {
            case SystemMessage system -> Message.system(text(system));
            case UserMessage user -> {
                refuse(user.getMedia());
                yield Message.user(text(user));
            }
            case AssistantMessage said -> {
                refuse(said.getMedia());
                yield new Message("assistant", text(said), calls(said), Optional.empty());
            }
            default -> throw unsupported("messages of type " + message.getMessageType());
        };
    }

    private static List<Message.ToolCall> calls(AssistantMessage said) {
        return said.getToolCalls().stream()
                .map(c -> new Message.ToolCall(c.id(), c.name(), c.arguments()))
                .toList();
    }

    private static String text(org.springframework.ai.chat.messages.Message message) {
        var text = message.getText();
        return text == null ? "" : text;
    }

    private static void refuse(List<Media> media) {
        if (!media.isEmpty()) {
            throw unsupported("media of type " + media.getFirst().getMimeType());
        }
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("Ferkel doesn't support " + what + " yet, only text");
    }
}
