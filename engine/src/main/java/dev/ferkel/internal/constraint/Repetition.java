package dev.ferkel.internal.constraint;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Before a part that comes a number of times. */
final class Repetition extends State {
    private final Machine part;
    private final int least;
    private final int most;
    private final State follow;
    private @Nullable State first;

    /**
     * @param least times to come
     * @param most times to come, at least one, or {@link Machines#UNBOUNDED}
     */
    Repetition(Machine part, int least, int most, State follow) {
        this.part = part;
        this.least = least;
        this.most = most;
        this.follow = follow;
    }

    private State first() {
        if (first == null) {
            boolean same = least == 0 && most == Machines.UNBOUNDED;
            int rest = most == Machines.UNBOUNDED ? most : most - 1;
            var then = same ? this : rest == 0 ? follow : new Repetition(part, Math.max(0, least - 1), rest, follow);
            var once = part.start(then);
            first = least > 0 ? once : Objects.requireNonNull(Alternatives.of(once, follow));
        }
        return first;
    }

    @Override
    public @Nullable State next(int b) {
        return first().next(b);
    }

    @Override
    public boolean accepts() {
        return least == 0 && follow.accepts();
    }

    @Override
    public void walk(TokenTrie trie, int node, long[] mask) {
        first().walk(trie, node, mask);
    }
}
