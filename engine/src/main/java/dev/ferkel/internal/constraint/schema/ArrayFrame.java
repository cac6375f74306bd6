package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** An array, between two items. */
final class ArrayFrame {
    private final Frame up;
    private final Plan plan;
    private @Nullable ValueState item;
    private @Nullable ValueState looseItem;
    private final Structural open = new Open();
    private final Structural behind = new Behind(false);
    private final Structural loose = new Behind(true);

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

    private @Nullable ValueState value() {
        if (item == null && plan.item().feasible) {
            item = plan.values.value(plan.item().goal, new ItemFrame());
        }
        return item;
    }

    private @Nullable State item() {
        var first = value();
        return first == null || !plan.isUnique() ? first : new RecordedState(this, first, new byte[0]);
    }

    /** An item behind which nothing comes. */
    private @Nullable State looseItem() {
        if (looseItem == null && plan.item().feasible) {
            looseItem = plan.values.value(plan.item().goal, new DeadFrame(up.depth + 1));
        }
        return looseItem;
    }

    /** Behind an item that was read as {@code text}. */
    State recorded(BitSet outcome, byte[] text) {
        var value = plan.values.parse(text);
        return plan.values.array(up, plan.item().after(outcome, value)).behind;
    }

    private final class Open extends Structural {
        @Override
        @Nullable
        State token(int b) {
            var first = item();
            return b == ']' ? end() : first == null || b == ' ' || b == '\n' ? null : first.next(b);
        }
    }

    private final class Behind extends Structural {
        private final boolean once;

        Behind(boolean once) {
            this.once = once;
        }

        @Override
        @Nullable
        State token(int b) {
            return b == ']' ? end() : b == ',' ? once ? looseItem() : item() : null;
        }
    }

    /** Around an item. */
    private final class ItemFrame extends Frame {
        ItemFrame() {
            super(up.depth + 1);
        }

        @Override
        State end(BitSet outcome) {
            var next = plan.values.array(up, plan.item().after(outcome));
            return plan.isUnique() ? new ItemEnd(outcome, next.loose) : next.behind;
        }
    }

    /** Around an item that can't end. */
    private static final class DeadFrame extends Frame {
        DeadFrame(int depth) {
            super(depth);
        }

        @Override
        @Nullable
        State end(BitSet outcome) {
            return null;
        }
    }
}
