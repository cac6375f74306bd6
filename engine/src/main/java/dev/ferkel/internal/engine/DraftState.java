package dev.ferkel.internal.engine;

import dev.ferkel.internal.speculative.PromptLookup;

/** What one answer knows about its drafts. */
final class DraftState {
    final PromptLookup lookup = new PromptLookup();
    /** Proposed for the next step. */
    int[] proposed = {};

    int drafted;
    int accepted;
    /** Share of drafted tokens that was accepted lately. */
    double acceptance = 0.7;
    /** Tokens until drafts are tried again after they did not pay. */
    int rest;
    /** Rows of the multi-token prediction module in the cache: of pairs (hidden p, token p + 1) for p below this. */
    int mtpComputed;
    /** Whether those rows have no gap. */
    boolean mtpWhole = true;
}
