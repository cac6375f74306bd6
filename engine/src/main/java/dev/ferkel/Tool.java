package dev.ferkel;

/**
 * A function that a model may ask to be called; the caller calls it, and answers with {@link Message#tool}.
 *
 * @param description what it does and when it helps, for the model
 * @param parameters of its arguments: a JSON Schema of an object, as text
 * @param strict whether a call's arguments are held to the schema, token by token
 */
public record Tool(String name, String description, String parameters, boolean strict) {
    /** One whose arguments may be anything that the model says. */
    public static Tool of(String name, String description, String parameters) {
        return new Tool(name, description, parameters, false);
    }

    /** The same, whose arguments follow the schema. */
    public Tool withStrict() {
        return new Tool(name, description, parameters, true);
    }
}
