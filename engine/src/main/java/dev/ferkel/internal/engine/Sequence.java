package dev.ferkel.internal.engine;

import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.PageTable;
import dev.ferkel.internal.cache.PrefixCache;
import dev.ferkel.internal.sampling.Penalties;
import dev.ferkel.internal.tokenizer.StreamingDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One answer on its way: its tokens, its pages, and how far both are. Touched by the engine's thread alone. */
final class Sequence {
    final Generation generation;
    final Request request;
    final int sample;
    final long arrival;
    final int promptLength;
    final TextStream text;
    final Penalties penalties;
    final @Nullable Constraint constraint;
    final DraftState drafts;

    /** Prompt and answer. */
    int[] tokens;

    int length;
    PageTable table;
    /** Positions whose rows are in the cache and right. */
    int computed;
    /** The last page of the tree that this sequence's pages go through, and how many those are. */
    PrefixCache.Node node;

    int registered;
    /** It begins with pages from the cache that nobody has looked at yet. */
    boolean reused;

    boolean running;
    boolean finished;
    /** Samples that start from this prompt when it is computed. */
    int forks;

    int cachedTokens;
    int preemptions;
    long startedNanos;
    long firstTokenNanos;

    Sequence(
            Generation generation,
            int sample,
            long arrival,
            PageTable table,
            PrefixCache.Node root,
            Optional<StreamingDecoder> decoder) {
        this.generation = generation;
        this.request = generation.request();
        this.sample = sample;
        this.arrival = arrival;
        this.table = table;
        this.node = root;
        this.tokens = request.prompt();
        this.promptLength = tokens.length;
        this.length = promptLength;
        this.text = new TextStream(decoder, request.stops());
        this.penalties = new Penalties(request.sampling(), tokens);
        this.constraint = request.constraint().map(Constraint::fresh).orElse(null);
        this.drafts = new DraftState();
        this.forks = sample == 0 ? request.samples() - 1 : 0;
    }

    void append(int id) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = id;
    }

    /** Goes on from another answer's prompt, which is computed to its end. */
    void become(Sequence first, PageTable pages) {
        table = pages;
        computed = first.computed;
        node = first.node;
        registered = first.registered;
        cachedTokens = first.promptLength;
        startedNanos = first.startedNanos;
        drafts.mtpComputed = first.drafts.mtpComputed;
        drafts.mtpWhole = first.drafts.mtpWhole;
    }

    /** Tokens generated. */
    int generated() {
        return length - promptLength;
    }

    /** Whether all but the newest token is in the cache, so that the next step gives a new one. */
    boolean decodes() {
        return computed == length - 1 && length > promptLength;
    }

    /** Ids of page {@code index}. */
    int[] pageIds(int index) {
        return Arrays.copyOfRange(tokens, index * PagePool.PAGE, (index + 1) * PagePool.PAGE);
    }

    /** Rows of page {@code index} that belong to the prompt. */
    int promptRows(int index) {
        return Math.clamp(promptLength - (long) index * PagePool.PAGE, 0, PagePool.PAGE);
    }

    boolean isOverTime(long nowNanos) {
        return request.timeLimit().map(Duration::toNanos).orElse(Long.MAX_VALUE)
                < nowNanos - generation.submittedNanos();
    }

    Usage usage(long nowNanos) {
        long started = startedNanos == 0 ? nowNanos : startedNanos;
        long first = firstTokenNanos == 0 ? nowNanos : firstTokenNanos;
        return new Usage(
                promptLength,
                Math.min(cachedTokens, promptLength),
                generated(),
                drafts.drafted,
                drafts.accepted,
                preemptions,
                started - generation.submittedNanos(),
                first - started,
                nowNanos - first);
    }
}
