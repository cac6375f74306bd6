package dev.ferkel.internal.ops;

/** A place in a step's memory, which everything that is handed out after it can be taken back to. */
record ScratchMark(int next, int chunk, long used, long inUse) {}
