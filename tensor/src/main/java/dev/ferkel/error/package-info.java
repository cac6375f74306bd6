/** What is thrown at users. */
@NullMarked
package dev.ferkel.error;

import org.jspecify.annotations.NullMarked;
