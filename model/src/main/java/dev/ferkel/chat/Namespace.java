package dev.ferkel.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's {@code namespace()}: the one thing whose attributes a template may set. It may hold itself. */
final class Namespace {
    final Map<String, @Nullable Object> values;

    Namespace(Map<String, @Nullable Object> values) {
        this.values = values;
    }
}
