package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.constraint.State;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One JSON value of which a schema holds. */
public final class JsonMachine implements Machine {
    private final Values values = new Values();
    private final Goal goal;

    private JsonMachine(JsonNode schema) {
        Formula formula;
        try {
            formula = new SchemaCompiler(values, schema).compile(schema);
        } catch (StackOverflowError e) {
            throw FerkelException.of("the schema is nested too deep");
        }
        goal = new Goal(formula, List.of());
        if (!values.feasible(formula)) {
            throw FerkelException.of("the schema allows no value at all");
        }
    }

    /**
     * Compiles a JSON Schema.
     *
     * @throws FerkelException if the schema is not well formed, or asks for what can't be enforced
     */
    public static JsonMachine of(JsonNode schema) {
        return new JsonMachine(schema);
    }

    @Override
    public State start(State follow) {
        return values.value(goal, new Root(follow));
    }
}
