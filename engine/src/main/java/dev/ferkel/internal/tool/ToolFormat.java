package dev.ferkel.internal.tool;

import dev.ferkel.internal.chat.ChatTemplate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The ways models write calls. */
public enum ToolFormat {
    /** DeepSeek-V3 and R1: {@code function<｜tool▁sep｜>name}, then the arguments in a fence of JSON. */
    DEEPSEEK_V3("<｜tool▁call▁begin｜>function<｜tool▁sep｜>", "\n```json\n", "\n```<｜tool▁call▁end｜>"),
    /** DeepSeek-V3.1: {@code name<｜tool▁sep｜>arguments}. */
    DEEPSEEK_V31("<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>"),
    /** Qwen 2.5 and 3 (and Hermes before them): a JSON object in {@code <tool_call>} tags. */
    QWEN("<tool_call>\n{\"name\": \"", "\", \"arguments\": ", "}\n</tool_call>"),
    /** Llama 3.1 and later: the answer is a JSON object. */
    LLAMA("{\"name\": \"", "\", \"parameters\": ", "}");

    static final String CALLS_BEGIN = "<｜tool▁calls▁begin｜>";
    static final String CALLS_END = "<｜tool▁calls▁end｜>";
    static final String PYTHON_TAG = "<|python_tag|>";

    private final String beforeName;
    private final String beforeArguments;
    private final String afterArguments;

    ToolFormat(String beforeName, String beforeArguments, String afterArguments) {
        this.beforeName = beforeName;
        this.beforeArguments = beforeArguments;
        this.afterArguments = afterArguments;
    }

    /** The one that a template speaks; Qwen's, which needs no special tokens, where it speaks none. */
    public static ToolFormat of(ChatTemplate template) {
        var source = template.source();
        if (source.contains("tool▁call▁begin")) {
            return source.contains("```json") ? DEEPSEEK_V3 : DEEPSEEK_V31;
        }
        return !source.contains("<tool_call>") && (source.contains(PYTHON_TAG) || source.contains("ipython"))
                ? LLAMA
                : QWEN;
    }

    /** Whether a template writes calls and their results itself. */
    public static boolean knownTo(ChatTemplate template) {
        return template.source().contains("tool_calls");
    }

    public boolean isDeepSeek() {
        return this == DEEPSEEK_V3 || this == DEEPSEEK_V31;
    }

    /**
     * For one answer.
     *
     * @param names of the tools that may be called
     */
    public ToolReader reader(Set<String> names) {
        return switch (this) {
            case DEEPSEEK_V3, DEEPSEEK_V31 -> new MarkedToolReader(this);
            case QWEN -> JsonToolReader.tagged();
            case LLAMA -> JsonToolReader.bare(names);
        };
    }

    /** What goes before the first call. */
    public String opening() {
        return isDeepSeek() ? CALLS_BEGIN : "";
    }

    /** What goes between two calls. */
    public String between() {
        return "\n";
    }

    /** What goes behind the last call. */
    public String closing() {
        return isDeepSeek() ? CALLS_END : "";
    }

    /** What goes before a call's name. */
    public String beforeName() {
        return beforeName;
    }

    public String beforeArguments() {
        return beforeArguments;
    }

    public String afterArguments() {
        return afterArguments;
    }

    /** A call as the model would write it. */
    String written(String name, String arguments) {
        return beforeName + name + beforeArguments + arguments + afterArguments;
    }

    /** For the system message, where a template doesn't list the tools. */
    String instructions(List<ToolSpec> tools) {
        return tools.stream()
                .map(t -> JsonMapper.shared().writeValueAsString(t.forTemplate().get("function")))
                .collect(Collectors.joining(
                        "\n",
                        "## Tools\n\nYou can call these functions, each given as JSON with the schema of its "
                                + "arguments:\n\n",
                        "\n\nTo call one, write exactly this and nothing behind it, with the function's name and its "
                                + "arguments as JSON:\n"
                                + opening() + written("NAME", "{...}") + closing()
                                + "\n\nThe function's result then comes in the next message."));
    }
}
