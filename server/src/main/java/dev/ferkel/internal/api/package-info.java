/** What goes over the wire: DeepSeek's and OpenAI's API and Anthropic's, read and written, without HTTP. */
@NullMarked
package dev.ferkel.internal.api;

import org.jspecify.annotations.NullMarked;
