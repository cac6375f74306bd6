/** From a conversation to an answer's parts: prompts, reasoning, tool calls, formats. What the server and the library share. */
@NullMarked
package dev.ferkel.internal.assistant;

import org.jspecify.annotations.NullMarked;
