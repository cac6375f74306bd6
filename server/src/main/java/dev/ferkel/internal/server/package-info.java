/** HTTP: who may ask, what is asked, how much at once, and how the answer leaves. */
@NullMarked
package dev.ferkel.internal.server;

import org.jspecify.annotations.NullMarked;
