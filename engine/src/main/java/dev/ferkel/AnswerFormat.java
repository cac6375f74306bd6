package dev.ferkel;

/** What an answer looks like, held to token by token; what a model thinks before is free. */
public sealed interface AnswerFormat {
    /** Anything. */
    AnswerFormat TEXT = new Text();

    /** Any JSON object. */
    AnswerFormat JSON = new Json();

    /** See {@link #TEXT}. */
    record Text() implements AnswerFormat {}

    /** See {@link #JSON}. */
    record Json() implements AnswerFormat {}

    /**
     * JSON of which a JSON Schema holds.
     *
     * @param schema its text
     */
    record JsonSchema(String schema) implements AnswerFormat {}

    /**
     * Text that a regular expression matches from end to end.
     *
     * @param pattern as in ECMA-262
     */
    record Regex(String pattern) implements AnswerFormat {}

    /**
     * Text of a context-free grammar.
     *
     * @param gbnf in llama.cpp's notation
     */
    record Grammar(String gbnf) implements AnswerFormat {}
}
