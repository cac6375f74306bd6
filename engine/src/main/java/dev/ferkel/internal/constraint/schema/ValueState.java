package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Before a value. */
final class ValueState extends Structural {
    private static final int DEEPEST = 256;

    private final Values values;
    private final Goal goal;
    private final Frame frame;
    private final @Nullable State[] first = new State[128];
    private final boolean[] asked = new boolean[128];

    ValueState(Values values, Goal goal, Frame frame) {
        this.values = values;
        this.goal = goal;
        this.frame = frame;
    }

    @Override
    @Nullable
    State token(int b) {
        if (b >= first.length) {
            return null;
        }
        if (!asked[b]) {
            asked[b] = true;
            first[b] = start(b);
        }
        return first[b];
    }

    private @Nullable State start(int b) {
        return switch (b) {
            case 'n' -> literal("null", Kind.NULL);
            case 't' -> literal("true", Kind.TRUE);
            case 'f' -> literal("false", Kind.FALSE);
            case '"' -> string();
            case '{' -> frame.depth < DEEPEST ? inside(Kind.OBJECT) : null;
            case '[' -> frame.depth < DEEPEST ? inside(Kind.ARRAY) : null;
            default -> b == '-' || b >= '0' && b <= '9' ? number(b) : null;
        };
    }

    private @Nullable State literal(String text, Kind kind) {
        var known = goal.restrict(kind);
        if (!known.gate().isTrue()) {
            return null;
        }
        var outcome = new BitSet();
        for (int i = 0; i < known.tracked().size(); i++) {
            outcome.set(i, known.tracked().get(i).isTrue());
        }
        return new LiteralState(text, 1, frame, outcome);
    }

    private @Nullable State string() {
        var known = goal.restrict(Kind.STRING);
        var gate = values.language(known.gate());
        return gate.isLive()
                ? values.string(frame, values.strings.start(gate, values.languages(known.tracked())))
                : null;
    }

    private @Nullable State number(int b) {
        var known = goal.restrict(Kind.NUMBER);
        var gate = values.number(known.gate(), known.tracked());
        if (known.gate().isFalse() || !gate.isLive()) {
            return null;
        }
        var text = values.plain.start(gate, values.languages(known.tracked())).next(b);
        return text == null ? null : values.number(frame, text);
    }

    private @Nullable State inside(Kind kind) {
        var known = goal.restrict(kind);
        if (!values.possible(kind, known.gate())) {
            return null;
        }
        var plan = values.plan(kind, known.gate(), known.tracked());
        return kind == Kind.OBJECT
                ? values.object(frame, plan, values.noNames).open()
                : values.array(frame, plan).open();
    }
}
