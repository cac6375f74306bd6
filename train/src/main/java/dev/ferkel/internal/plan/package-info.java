/** What training and serving a network takes, by its config alone. */
@NullMarked
package dev.ferkel.internal.plan;

import org.jspecify.annotations.NullMarked;
