package dev.ferkel.internal.assistant;

import tools.jackson.databind.JsonNode;

/** What an answer has to look like. */
public sealed interface OutputFormat {
    /** Anything. */
    record Text() implements OutputFormat {}

    /** Any JSON object. */
    record JsonObject() implements OutputFormat {}

    /** JSON that follows a JSON Schema. */
    record JsonSchema(JsonNode schema) implements OutputFormat {}

    /** Text that a regular expression matches as a whole. */
    record Regex(String pattern) implements OutputFormat {}

    /** Text of a grammar in llama.cpp's notation, GBNF. */
    record Grammar(String gbnf) implements OutputFormat {}
}
