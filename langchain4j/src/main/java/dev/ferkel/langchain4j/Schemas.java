package dev.ferkel.langchain4j;

import dev.ferkel.AnswerFormat;
import dev.ferkel.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import org.jspecify.annotations.Nullable;

/** LangChain4j's tools and formats as Ferkel's. */
final class Schemas {
    private static final String NO_PARAMETERS = "{\"type\": \"object\", \"properties\": {}}";

    private Schemas() {}

    static Tool tool(ToolSpecification tool) {
        var description = tool.description();
        boolean strict = Boolean.TRUE.equals(tool.strict());
        return new Tool(
                tool.name(),
                description == null ? "" : description,
                tool.parameters() == null ? NO_PARAMETERS : json(tool.parameters(), strict),
                strict);
    }

    static AnswerFormat format(ResponseFormat format) {
        if (format.type() != ResponseFormatType.JSON) {
            return AnswerFormat.TEXT;
        }
        var schema = format.jsonSchema();
        return schema == null ? AnswerFormat.JSON : new AnswerFormat.JsonSchema(json(schema.rootElement(), true));
    }

    /** @param strict whether objects have all of their properties and no others, as where OpenAI's models follow a schema */
    private static String json(@Nullable JsonSchemaElement element, boolean strict) {
        return Json.toJson(JsonSchemaElementUtils.toMap(element, strict));
    }
}
