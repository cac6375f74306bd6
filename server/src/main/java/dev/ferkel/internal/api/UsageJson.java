package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What answers took, in DeepSeek's fields and, beside them, in times. */
public final class UsageJson {
    private UsageJson() {}

    /** {@code usage}: of all answers to one prompt together. */
    public static ObjectNode usage(List<ReplyEvent.End> ends) {
        int prompt = 0;
        int cached = 0;
        int completion = 0;
        int reasoning = 0;
        for (var end : ends) {
            if (end.choice() == 0) {
                prompt = end.usage().promptTokens();
                cached = end.usage().cachedTokens();
            }
            completion += end.usage().completionTokens();
            reasoning += end.reasoningTokens();
        }
        return usage(prompt, cached, completion, reasoning);
    }

    static ObjectNode usage(int prompt, int cached, int completion, int reasoning) {
        var usage = Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return usage.put("prompt_cache_hit_tokens", cached).put("prompt_cache_miss_tokens", prompt - cached);
    }

    /** {@code timings}, as llama.cpp names them; of several answers the last one's. */
    public static ObjectNode timings(ReplyEvent.End end) {
        var usage = end.usage();
        return Json.object()
                .put("queue_ms", usage.queueNanos() / 1e6)
                .put("cache_n", usage.cachedTokens())
                .put("prompt_n", usage.promptTokens() - usage.cachedTokens())
                .put("prompt_ms", usage.promptNanos() / 1e6)
                .put("prompt_per_second", usage.promptTokensPerSecond())
                .put("predicted_n", usage.completionTokens())
                .put("predicted_ms", usage.generationNanos() / 1e6)
                .put("predicted_per_second", usage.generatedTokensPerSecond())
                .put("draft_n", usage.draftedTokens())
                .put("draft_n_accepted", usage.acceptedTokens());
    }
}
