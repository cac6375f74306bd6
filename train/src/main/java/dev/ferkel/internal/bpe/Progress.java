package dev.ferkel.internal.bpe;

/** Is told how far a training came. */
public interface Progress {
    Progress NONE = new Progress() {};

    /** After each text: characters and distinct pieces so far. */
    default void counted(long characters, int pieces) {}

    /** After each merge: how many there are, and at most will be. */
    default void merged(int merges, int most) {}
}
