/** Training runs as a page to look at. */
@NullMarked
package dev.ferkel.internal.report;

import org.jspecify.annotations.NullMarked;
