package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/**
 * A state of a deterministic automaton that stands for a regular language by itself, where an expression would be long.
 * Equal states are equal objects.
 */
interface Automaton {
    boolean accepts();

    /** Code points of one colour lead to one state. */
    Partition classes();

    /** The state after {@code c}; null where nothing can come any more. */
    @Nullable
    Automaton next(int c);

    /** Whether an accepting state is known to be reachable. */
    boolean live();
}
