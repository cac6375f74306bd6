/** Answers of a given form: JSON Schemas, regular expressions and grammars as masks over tokens. */
@NullMarked
package dev.ferkel.internal.constraint;

import org.jspecify.annotations.NullMarked;
