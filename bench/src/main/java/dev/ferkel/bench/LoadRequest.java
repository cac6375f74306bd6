package dev.ferkel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** One question of the load: prompts of 50 to 1,000 tokens, answers of 24 to 96, each with a seed of its own. */
record LoadRequest(String prompt, int maxTokens, int seed) {
    private static final int[] PROMPT_BYTES = {150, 600, 1500, 4000};
    private static final int[] ANSWER_TOKENS = {24, 48, 96};

    /** Different ones; the same on every machine with the same JDK. */
    static List<LoadRequest> some(int count) throws IOException {
        var prose = new MixedText().prose(PROMPT_BYTES[3] * (count + 1));
        var requests = new ArrayList<LoadRequest>();
        for (int i = 0; i < count; i++) {
            int from = i * PROMPT_BYTES[3];
            var text = prose.substring(from, Math.min(prose.length(), from + PROMPT_BYTES[i % PROMPT_BYTES.length]));
            requests.add(new LoadRequest(
                    "Say in one paragraph what this text is about:\n\n" + text,
                    ANSWER_TOKENS[i % ANSWER_TOKENS.length],
                    i));
        }
        return requests;
    }

    String json() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("model", "")
                .putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", prompt);
        json.put("max_tokens", maxTokens)
                .put("seed", seed)
                .put("temperature", 0.8)
                .put("stream", true)
                .putObject("stream_options")
                .put("include_usage", true);
        return json.toString();
    }
}
