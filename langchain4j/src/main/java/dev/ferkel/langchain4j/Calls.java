package dev.ferkel.langchain4j;

import dev.ferkel.Message.ToolCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of tools in LangChain4j's form and in Ferkel's. */
final class Calls {
    private Calls() {}

    static List<ToolCall> of(List<ToolExecutionRequest> requests) {
        return requests.stream()
                .map(r -> new ToolCall(orEmpty(r.id()), r.name(), orEmpty(r.arguments())))
                .toList();
    }

    static List<ToolExecutionRequest> requests(List<ToolCall> calls) {
        return calls.stream()
                .map(c -> ToolExecutionRequest.builder()
                        .id(c.id())
                        .name(c.name())
                        .arguments(c.arguments())
                        .build())
                .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
