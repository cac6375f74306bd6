/** The networks, named as in DeepSeek's own model.py. */
@NullMarked
package dev.ferkel.internal.model;

import org.jspecify.annotations.NullMarked;
