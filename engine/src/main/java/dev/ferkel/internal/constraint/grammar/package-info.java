/** Context-free grammars in llama.cpp's GBNF as machines. */
@NullMarked
package dev.ferkel.internal.constraint.grammar;

import org.jspecify.annotations.NullMarked;
