package dev.ferkel.internal.teacher;

import dev.ferkel.internal.grading.MathAnswer;
import dev.ferkel.internal.reward.Attempt;
import tools.jackson.databind.JsonNode;

/** A server's reply in the shape that this project's own models are taught: what is thought, then one {@code Answer: ..} line. */
final class Reply {
    private Reply() {}

    /** @param json a whole chat completion, which has a message */
    static Attempt attempt(Ask ask, JsonNode json) {
        var choice = json.path("choices").path(0);
        var message = choice.path("message");
        var reasoning = message.path("reasoning_content").asString("");
        if (reasoning.isEmpty()) {
            // what vLLM and others call it
            reasoning = message.path("reasoning").asString("");
        }
        // where thoughts took all tokens there is no content
        var answer = answer(message.path("content").asString(""), ask.thinking());
        return new Attempt(
                ask.problem(),
                reasoning + answer,
                reasoning,
                answer,
                ask.thinking(),
                json.path("usage").path("completion_tokens").asInt(0),
                choice.path("finish_reason").asString("").equals("stop"));
    }

    /** The last line says the answer, plainly; where thoughts come before it, its explanation has no place. */
    private static String answer(String content, boolean thinking) {
        var text = content.strip();
        int last = text.lastIndexOf('\n') + 1;
        return MathAnswer.extract(text.substring(last))
                .map(found -> (thinking ? "" : text.substring(0, last)) + "Answer: " + plain(found))
                .orElse(text);
    }

    /** Without a full stop and the dollars of mathematics. */
    private static String plain(String answer) {
        var text = answer.endsWith(".") ? answer.substring(0, answer.length() - 1) : answer;
        boolean dressed = text.length() > 2 && text.startsWith("$") && text.endsWith("$");
        return dressed ? text.substring(1, text.length() - 1) : text;
    }
}
