package dev.ferkel;

/** How the numbers of a conversation's cache are stored: each is rounded once, when it is written. */
public enum CacheType {
    /** 2 bytes a number. */
    F16,
    /** 4 bytes a number, nothing rounded. */
    F32,
    /** 2 bytes a number, of the larger range and the lesser precision. */
    BF16,
    /** GGUF's blocks of 32 numbers in 34 bytes. */
    Q8_0
}
