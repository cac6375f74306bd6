package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.OutputFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code response_format}, and llama.cpp's {@code grammar}. */
final class FormatFields {
    private FormatFields() {}

    static OutputFormat read(Fields call) {
        if (call.has("grammar")) {
            return new OutputFormat.Grammar(call.string("grammar"));
        }
        var format = call.object("response_format");
        if (format.isEmpty()) {
            return new OutputFormat.Text();
        }
        var fields = format.get();
        return switch (fields.string("type")) {
            case "text" -> new OutputFormat.Text();
            case "json_object" ->
                fields.has("schema")
                        ? new OutputFormat.JsonSchema(fields.get("schema"))
                        : new OutputFormat.JsonObject();
            case "json_schema" -> {
                var schema = fields.object("json_schema")
                        .orElseThrow(() -> ApiException.badType(
                                fields.path("json_schema"), "missing field '%s'", fields.path("json_schema")));
                yield schema.has("schema")
                        ? new OutputFormat.JsonSchema(schema.get("schema"))
                        : new OutputFormat.JsonObject();
            }
            case "regex" -> new OutputFormat.Regex(fields.string("pattern"));
            case "grammar" -> new OutputFormat.Grammar(fields.string("grammar"));
            default ->
                throw ApiException.badValue(
                        fields.path("type"),
                        "'%s' is '%s', expected text, json_object, json_schema, regex or grammar",
                        fields.path("type"),
                        fields.string("type"));
        };
    }

    /** Without the word in the prompt a model may write white space until its tokens are used up. */
    static void checkPrompt(OutputFormat format, List<Map<String, ?>> messages) {
        if (format instanceof OutputFormat.JsonObject
                && messages.stream()
                        .noneMatch(m -> String.valueOf(m.get("content"))
                                .toLowerCase(Locale.ROOT)
                                .contains("json"))) {
            throw ApiException.badValue(
                    "response_format",
                    "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.");
        }
    }
}
