package dev.ferkel.internal.corpus;

import java.util.Optional;

/** Decides which texts are left out. May remember those it saw, and is then good for one pass. */
public interface DocumentFilter {
    /** Why a text is left out, in a word or two that the data card counts by; empty if it stays. */
    Optional<String> obstacle(String text);
}
