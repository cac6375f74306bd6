package dev.ferkel.internal.corpus;

import java.util.List;
import java.util.Map;

/**
 * What became of a source.
 *
 * @param read documents that came
 * @param readBytes their UTF-8; 0 where the source has tokens
 * @param kept documents that were written
 * @param tokens with one at the end of each document
 * @param removed documents by why they were left out
 * @param notes the first of them; {@code noted} says how many there were
 */
public record SourceCard(
        String name,
        long read,
        long readBytes,
        long kept,
        long keptBytes,
        long tokens,
        Map<String, Long> removed,
        List<String> notes,
        long noted) {}
