package dev.ferkel.internal.constraint.schema;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.constraint.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One JSON value of which a schema holds. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
public final class JsonMachine implements Machine {
    /** What was remembered for former texts goes beyond this. */
    private static final int STATES = 200_000;

    private final JsonNode schema;
    private Values values = new Values();
    private Goal goal;
    private @Nullable State last;
    private @Nullable State lastFollow;

    private JsonMachine(JsonNode schema) {
        this.schema = schema;
        goal = compile();
    }

    private Goal compile() {
        try {
            var formula = new SchemaCompiler(values, schema).compile(schema);
            if (!values.feasible(formula)) {
                throw FerkelException.of("the schema allows no value at all");
            }
            return new Goal(formula, List.of());
        } catch (StackOverflowError e) {
            throw new FerkelException("the schema is nested too deep", e);
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
        if (values.size() > STATES) {
            values = new Values();
            goal = compile();
            last = null;
        }
        if (last == null || lastFollow != follow) {
            last = values.value(goal, new Root(follow));
            lastFollow = follow;
        }
        return last;
    }
}
