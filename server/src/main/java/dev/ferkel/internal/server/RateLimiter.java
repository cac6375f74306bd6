package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets for requests and for tokens, one pair a client: a minute's worth may be used at once, then it trickles in.
 * What an answer will take isn't known before, so that a client may overdraw once and then waits.
 */
final class RateLimiter {
    private static final int MOST_CLIENTS = 10_000;
    private static final double NANOS_A_MINUTE = 60e9;

    private final class Bucket {
        double requests = (double) requestsPerMinute;
        double tokens = (double) tokensPerMinute;
        long nanos = clock.getAsLong();

        void refill() {
            long now = clock.getAsLong();
            double minutes = (now - nanos) / NANOS_A_MINUTE;
            requests = Math.min(requestsPerMinute, requests + minutes * requestsPerMinute);
            tokens = Math.min(tokensPerMinute, tokens + minutes * tokensPerMinute);
            nanos = now;
        }
    }

    private final long requestsPerMinute;
    private final long tokensPerMinute;
    private final LongSupplier clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    /** @param clock nanoseconds; limits of 0 don't limit */
    RateLimiter(long requestsPerMinute, long tokensPerMinute, LongSupplier clock) {
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.clock = clock;
    }

    /** @throws ApiException 429 if the client has used up its share, and when to come back */
    synchronized void take(String client) {
        if (requestsPerMinute == 0 && tokensPerMinute == 0) {
            return;
        }
        var bucket = buckets.computeIfAbsent(client, c -> new Bucket());
        bucket.refill();
        if (requestsPerMinute > 0 && bucket.requests < 1) {
            throw later(requestsPerMinute, "requests", (1 - bucket.requests) / requestsPerMinute);
        }
        if (tokensPerMinute > 0 && bucket.tokens <= 0) {
            throw later(tokensPerMinute, "tokens", (1 - bucket.tokens) / tokensPerMinute);
        }
        bucket.requests--;
    }

    private static ApiException later(long limit, String what, double minutes) {
        int seconds = (int) Math.max(1, Math.ceil(minutes * 60));
        return ApiException.later(
                429,
                "rate_limit_exceeded",
                seconds,
                "%d %s a minute are allowed; try again in %d seconds".formatted(limit, what, seconds));
    }

    /** Counts what a request took. */
    synchronized void used(String client, long tokens) {
        var bucket = buckets.get(client);
        if (bucket != null && tokensPerMinute > 0) {
            bucket.tokens -= tokens;
        }
    }
}
