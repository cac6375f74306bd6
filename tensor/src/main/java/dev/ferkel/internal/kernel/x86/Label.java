package dev.ferkel.internal.kernel.x86;

import java.util.ArrayList;
import java.util.List;

/** A place in the code that jumps go to, before or after it is known. */
final class Label {
    int position = -1;
    final List<Integer> uses = new ArrayList<>();
}
