package dev.ferkel.internal.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's {@code namespace()}: the one thing whose attributes a template may set. */
record Namespace(Map<String, @Nullable Object> values) {}
