package dev.ferkel.internal.problem;

/**
 * What a problem may be used for. Whether an instance (its operands, not its words) belongs to TRAIN is decided by its
 * hash, so that no other split ever shares one with TRAIN, whatever the seeds, levels and numbers of problems.
 */
public enum Split {
    TRAIN,
    /** Like TRAIN, other instances. */
    TEST,
    /** Phrasings that TRAIN never uses. */
    NEW_PHRASING,
    /** As people ask who were shown none of the phrasings: chatty, in stories, with words that TRAIN may not have. */
    OWN_WORDS,
    /** Numbers, or names and words, that TRAIN never uses at this difficulty. */
    NEW_RANGE,
    /** One level above the difficulty that was asked for: ask at the hardest level that was trained. */
    HARDER
}
