package dev.ferkel.cli;

import dev.ferkel.internal.sampling.Sampling;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@code run --json} prints. */
final class RunJson {
    private RunJson() {}

    static String of(Answering answering, Sampling sampling, Reply reply) {
        var usage = reply.usage();
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("model", answering.model().name());
        boolean text = answering.model().text().hasTokenizer();
        json.put("text", text ? reply.text() : null);
        json.put("reasoning", reply.reasoning().isEmpty() ? null : reply.reasoning());
        json.put("ids", reply.ids());
        json.put("finish_reason", reply.reason().name().toLowerCase(Locale.ROOT));
        var counts = new LinkedHashMap<String, Object>();
        counts.put("prompt_tokens", usage.promptTokens());
        counts.put("completion_tokens", usage.completionTokens());
        counts.put("reasoning_tokens", reply.reasoningTokens());
        json.put("usage", counts);
        var timings = new LinkedHashMap<String, Object>();
        timings.put("load_seconds", answering.loadNanos() / 1e9);
        timings.put("prompt_seconds", usage.promptNanos() / 1e9);
        timings.put("generation_seconds", usage.generationNanos() / 1e9);
        timings.put("prompt_tokens_per_second", usage.promptTokensPerSecond());
        timings.put("tokens_per_second", usage.generatedTokensPerSecond());
        json.put("timings", timings);
        var drawn = new LinkedHashMap<String, Object>();
        drawn.put("temperature", sampling.temperature());
        drawn.put("top_k", sampling.topK());
        drawn.put("top_p", sampling.topP());
        drawn.put("min_p", sampling.minP());
        drawn.put("seed", sampling.seed());
        json.put("sampling", drawn);
        return JsonMapper.shared().writeValueAsString(json);
    }
}
