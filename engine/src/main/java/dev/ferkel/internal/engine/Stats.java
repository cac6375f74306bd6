package dev.ferkel.internal.engine;

/**
 * What an engine has done since it began, and what it holds now.
 *
 * @param requests answers submitted
 * @param finished answers ended, whatever the reason
 * @param steps forward passes
 * @param rows rows of all forward passes
 * @param promptTokens prompt tokens asked for
 * @param cachedTokens of those, found in the prefix cache
 * @param generatedTokens tokens generated
 * @param draftedTokens tokens drafted
 * @param acceptedTokens of those, accepted
 * @param preemptions answers that gave their pages away
 * @param stepNanos time in forward passes and sampling
 * @param draftNanos of that, time spent on drafting
 * @param running answers being generated
 * @param waiting answers that wait
 * @param pages pages of the cache
 * @param usedPages of those, held by answers or by the prefix cache
 * @param prefixPages of those, held by the prefix cache
 */
public record Stats(
        long requests,
        long finished,
        long steps,
        long rows,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        long draftedTokens,
        long acceptedTokens,
        long preemptions,
        long stepNanos,
        long draftNanos,
        int running,
        int waiting,
        int pages,
        int usedPages,
        int prefixPages) {}
