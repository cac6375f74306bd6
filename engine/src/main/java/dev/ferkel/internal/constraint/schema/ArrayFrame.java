package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** An array, between two items. */
final class ArrayFrame {
    private final Frame up;
    private final Plan plan;
    private @Nullable ValueState item;
    private final Structural open = new Open();
    private final Structural behind = new Behind();

    ArrayFrame(Frame up, Plan plan) {
        this.up = up;
        this.plan = plan;
    }

    State open() {
        return open;
    }

    private @Nullable State end() {
        return plan.canEnd() ? up.ended(plan.outcome()) : null;
    }

    private @Nullable ValueState item() {
        if (item == null && plan.item().feasible) {
            item = plan.values.value(plan.item().goal, new ItemFrame());
        }
        return item;
    }

    private final class Open extends Structural {
        @Override
        @Nullable
        State token(int b) {
            var first = item();
            return b == ']' ? end() : first == null ? null : first.token(b);
        }
    }

    private final class Behind extends Structural {
        @Override
        @Nullable
        State token(int b) {
            return b == ']' ? end() : b == ',' ? item() : null;
        }
    }

    /** Around an item. */
    private final class ItemFrame extends Frame {
        ItemFrame() {
            super(up.depth + 1);
        }

        @Override
        State end(BitSet outcome) {
            return plan.values.array(up, plan.item().after(outcome)).behind;
        }
    }
}
