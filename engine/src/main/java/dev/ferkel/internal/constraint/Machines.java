package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import java.util.List;
import java.util.Objects;

/** Machines made of others. */
public final class Machines {
    /** Without an upper bound. */
    public static final int UNBOUNDED = -1;

    private Machines() {}

    /** One after the other. */
    public static Machine sequence(List<Machine> parts) {
        var all = List.copyOf(parts);
        return follow -> {
            var state = follow;
            for (var part : all.reversed()) {
                state = part.start(state);
            }
            return state;
        };
    }

    /** Any one of them; at least one. */
    public static Machine choice(List<Machine> parts) {
        var all = List.copyOf(parts);
        if (all.isEmpty()) {
            throw FerkelException.of("a choice of a constraint has no parts");
        }
        return follow -> Objects.requireNonNull(
                Alternatives.of(all.stream().map(part -> part.start(follow)).toList()));
    }

    /**
     * {@code least} to {@code most} times, which may be {@link #UNBOUNDED}.
     *
     * @throws FerkelException if the part may be empty, or the numbers contradict each other
     */
    public static Machine repeat(Machine part, int least, int most) {
        if (least < 0 || most != UNBOUNDED && most < least) {
            throw FerkelException.of("a part of a constraint is repeated %d to %d times", least, most);
        }
        if (part.start(End.INSTANCE).accepts()) {
            throw FerkelException.of("what a constraint repeats may be empty, expected some text");
        }
        return follow -> most == 0 ? follow : new Repetition(part, least, most, follow);
    }
}
