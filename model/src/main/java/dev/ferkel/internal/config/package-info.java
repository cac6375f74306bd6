/** What a checkpoint says about its network: shapes, rope, experts. */
@NullMarked
package dev.ferkel.internal.config;

import org.jspecify.annotations.NullMarked;
