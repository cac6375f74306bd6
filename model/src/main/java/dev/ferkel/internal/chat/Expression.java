package dev.ferkel.internal.chat;

import org.jspecify.annotations.Nullable;

/** A compiled expression. */
@FunctionalInterface
interface Expression {
    @Nullable
    Object evaluate(Scope scope);
}
