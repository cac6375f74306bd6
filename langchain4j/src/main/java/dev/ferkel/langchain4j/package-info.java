/**
 * Ferkel's models for LangChain4j, in this process. Wrap a {@link dev.ferkel.LocalModel}; several wrappers may share it,
 * and who loaded it closes it. Anything but text is refused with {@link
 * dev.langchain4j.exception.UnsupportedFeatureException}.
 */
@NullMarked
package dev.ferkel.langchain4j;

import org.jspecify.annotations.NullMarked;
