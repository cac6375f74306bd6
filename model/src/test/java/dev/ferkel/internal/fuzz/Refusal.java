package dev.ferkel.internal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bad input is refused in one line that has these words. */
public final class Refusal {
    private Refusal() {}

    public static void of(ThrowingCallable what, String... words) {
        assertThatThrownBy(what)
                .isExactlyInstanceOf(FerkelException.class)
                .hasMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }
}
