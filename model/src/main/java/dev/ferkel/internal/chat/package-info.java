/** Messages, chat templates and the split between thinking and answer. */
@NullMarked
package dev.ferkel.internal.chat;

import org.jspecify.annotations.NullMarked;
