package dev.ferkel.springai;

import dev.ferkel.Message;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/** Spring AI's messages as Ferkel's. What a model thought is not repeated to it, as the makers of such models advise. */
final class Messages {
    private Messages() {}

    static Message convert(org.springframework.ai.chat.messages.Message message) {
        return switch (message) {
            case SystemMessage system -> Message.system(text(system));
            case UserMessage user -> {
                refuse(user.getMedia());
                yield Message.user(text(user));
            }
            case AssistantMessage said -> {
                refuse(said.getMedia());
                if (said.hasToolCalls()) {
                    throw unsupported("tool calls");
                }
                yield Message.assistant(text(said));
            }
            default -> throw unsupported("messages of type " + message.getMessageType());
        };
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
