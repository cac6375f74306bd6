package dev.ferkel.internal.server;

import dev.ferkel.internal.api.Json;
import dev.ferkel.internal.engine.Stats;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The last minutes, second by second, for {@code /status}. */
final class StatusHistory {
    private static final int SECONDS = 300;
    private static final int LATENCIES = 4096;
    private static final double[] SHARES = {0.5, 0.9, 0.99};
    private static final List<String> NAMES = List.of("p50", "p90", "p99");

    /** One second of all models together. */
    private record Second(
            long epochSecond,
            long promptTokens,
            long cachedTokens,
            long generatedTokens,
            int running,
            int waiting,
            int usedPages,
            int pages,
            double[] firstTokenMillis,
            double[] betweenTokensMillis) {}

    /** The newest of many numbers. */
    private static final class Recent {
        private final long[] values = new long[LATENCIES];
        private int count;

        synchronized void add(long value) {
            values[count++ % LATENCIES] = value;
        }

        /** At each of {@link #SHARES}; 0 where there are no numbers. */
        synchronized double[] millis() {
            int n = Math.min(count, LATENCIES);
            var sorted = Arrays.copyOf(values, n);
            Arrays.sort(sorted);
            return Arrays.stream(SHARES)
                    .map(share -> n == 0 ? 0 : sorted[(int) Math.min(n - 1L, (long) (share * n))] / 1e6)
                    .toArray();
        }
    }

    private final Deque<Second> seconds = new ArrayDeque<>();
    private final Recent firstTokens = new Recent();
    private final Recent gaps = new Recent();

    void firstToken(long nanos) {
        firstTokens.add(nanos);
    }

    void betweenTokens(long nanos) {
        gaps.add(nanos);
    }

    /** Called once a second. */
    synchronized void sample(long epochSecond, List<ServedModel> models) {
        long prompt = 0;
        long cached = 0;
        long generated = 0;
        int running = 0;
        int waiting = 0;
        int used = 0;
        int pages = 0;
        for (var model : models) {
            Stats stats = model.engine().stats();
            prompt += stats.promptTokens();
            cached += stats.cachedTokens();
            generated += stats.generatedTokens();
            running += stats.running();
            waiting += stats.waiting();
            used += stats.usedPages();
            pages += stats.pages();
        }
        seconds.add(new Second(
                epochSecond,
                prompt,
                cached,
                generated,
                running,
                waiting,
                used,
                pages,
                firstTokens.millis(),
                gaps.millis()));
        if (seconds.size() > SECONDS) {
            seconds.remove();
        }
    }

    /** Columns of equal length, oldest first; tokens are per second. */
    synchronized ObjectNode json() {
        var json = Json.object();
        var time = json.putArray("time");
        var prompt = json.putArray("prompt_tokens_per_second");
        var cached = json.putArray("cached_tokens_per_second");
        var generated = json.putArray("generated_tokens_per_second");
        var running = json.putArray("running");
        var waiting = json.putArray("waiting");
        var cache = json.putArray("cache_share");
        Second before = null;
        for (var second : seconds) {
            time.add(second.epochSecond());
            prompt.add(before == null ? 0 : Math.max(0, second.promptTokens() - before.promptTokens()));
            cached.add(before == null ? 0 : Math.max(0, second.cachedTokens() - before.cachedTokens()));
            generated.add(before == null ? 0 : Math.max(0, second.generatedTokens() - before.generatedTokens()));
            running.add(second.running());
            waiting.add(second.waiting());
            cache.add(second.pages() == 0 ? 0 : (double) second.usedPages() / second.pages());
            before = second;
        }
        for (int i = 0; i < NAMES.size(); i++) {
            var first = json.putArray("first_token_ms_" + NAMES.get(i));
            var between = json.putArray("between_tokens_ms_" + NAMES.get(i));
            for (var second : seconds) {
                first.add(second.firstTokenMillis()[i]);
                between.add(second.betweenTokensMillis()[i]);
            }
        }
        json.set("first_token_ms", percentiles(firstTokens));
        json.set("between_tokens_ms", percentiles(gaps));
        return json;
    }

    private static ObjectNode percentiles(Recent recent) {
        var json = Json.object();
        double[] millis = recent.millis();
        for (int i = 0; i < NAMES.size(); i++) {
            json.put(NAMES.get(i), millis[i]);
        }
        return json;
    }
}
