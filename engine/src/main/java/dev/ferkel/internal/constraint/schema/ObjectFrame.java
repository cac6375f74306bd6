package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.StringTokens;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An object, between two members. */
final class ObjectFrame {
    /** Half a character, which no name has. */
    private static final String UNKNOWN = "\ud800";

    final Plan plan;
    final Names used;
    private final Frame up;
    private final Map<String, MemberFrame> members = new HashMap<>();
    private int @Nullable [] unknown;
    private @Nullable StringTokens unknownOf;
    private @Nullable State firstKey;
    private final Structural open = new Open();
    private final Structural key = new Key();
    private final Structural behind = new Behind();

    ObjectFrame(Frame up, Plan plan, Names used) {
        this.up = up;
        this.plan = plan;
        this.used = used;
    }

    State open() {
        return open;
    }

    State behind() {
        return behind;
    }

    private @Nullable State end() {
        return plan.canEnd() ? up.ended(plan.outcome()) : null;
    }

    private @Nullable State quote() {
        if (firstKey == null && plan.canGoOn(used)) {
            firstKey = plan.isClosed()
                    ? new NamedKeyState(this, 0, 0, plan.sorted().length)
                    : new KeyState(this, plan.values.strings.start(plan.keys(used), List.of()), new byte[0]);
        }
        return firstKey;
    }

    /** Whether a member of that name can come. */
    boolean isOpen(String name) {
        return !used.contains(name) && plan.named(name).feasible;
    }

    /** After a name; null if it can't come. */
    @Nullable
    State named(String name) {
        if (used.contains(name)) {
            return null;
        }
        var member = plan.named(name);
        return member.feasible ? members.computeIfAbsent(name, n -> new MemberFrame(member, n)).colon : null;
    }

    /** Tokens that end a name that no atom knows. */
    int[] behindUnknown(StringTokens strings) {
        if (unknown == null || unknownOf != strings) {
            unknown = strings.behind(Objects.requireNonNull(named(UNKNOWN)));
            unknownOf = strings;
        }
        return unknown;
    }

    /** The names that are known or were used. */
    void names(Consumer<String> each) {
        plan.names.forEach(each);
        used.forEach(each);
    }

    private final class Open extends Structural {
        @Override
        @Nullable
        State token(int b) {
            return b == '}' ? end() : b == '"' ? quote() : null;
        }
    }

    private final class Key extends Structural {
        @Override
        @Nullable
        State token(int b) {
            return b == '"' ? quote() : null;
        }
    }

    private final class Behind extends Structural {
        @Override
        @Nullable
        State token(int b) {
            return b == '}' ? end() : b == ',' && plan.canGoOn(used) ? key : null;
        }
    }

    /** Around a member's value. */
    private final class MemberFrame extends Frame {
        final State colon;
        private final Member member;
        private final String name;

        MemberFrame(Member member, String name) {
            super(up.depth + 1);
            this.member = member;
            this.name = name;
            this.colon = new Colon(this);
        }

        @Override
        State end(BitSet outcome) {
            return plan.values
                    .object(up, member.after(outcome), used.with(name))
                    .behind();
        }
    }

    /** Between a name and its colon. */
    private final class Colon extends State {
        private final MemberFrame frame;

        Colon(MemberFrame frame) {
            this.frame = frame;
        }

        @Override
        public @Nullable State next(int b) {
            return b == ':' ? plan.values.value(frame.member.goal, frame) : null;
        }

        @Override
        public boolean accepts() {
            return false;
        }
    }
}
