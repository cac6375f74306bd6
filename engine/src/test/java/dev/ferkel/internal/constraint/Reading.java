package dev.ferkel.internal.constraint;

import java.nio.charset.StandardCharsets;

/** Whether machines accept texts. */
final class Reading {
    private Reading() {}

    static boolean accepts(Machine machine, byte[] text) {
        State state = machine.start(End.INSTANCE);
        for (byte b : text) {
            state = state.next(b & 0xff);
            if (state == null) {
                return false;
            }
        }
        return state.accepts();
    }

    static boolean accepts(Machine machine, String text) {
        return accepts(machine, text.getBytes(StandardCharsets.UTF_8));
    }
}
