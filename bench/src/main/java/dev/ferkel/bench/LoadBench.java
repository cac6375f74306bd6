package dev.ferkel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients at once on servers that run already, one server after the other and in turns: {@code bench/load}.
 * Afterwards every question is asked once more of an idle server: whether its answer is the one given under load.
 */
final class LoadBench {
    private static final int QUESTIONS = 24;

    /** What clients of one server found in one round. */
    private static final class Found {
        final ConcurrentLinkedQueue<LoadClient.Stream> streams = new ConcurrentLinkedQueue<>();
        final Map<Integer, String> texts = new ConcurrentHashMap<>();
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger different = new AtomicInteger();
        double seconds;

        void add(int question, LoadClient.Stream stream) {
            streams.add(stream);
            var before = texts.putIfAbsent(question, stream.text());
            if (before != null && !before.equals(stream.text())) {
                different.incrementAndGet();
            }
        }
    }

    /** A server: what it is called, where it is, which process it is. */
    private record Server(String name, String base, String process) {
        static Server of(String argument) {
            var parts = argument.split("=", 3);
            return new Server(parts[0], parts[1], parts[2]);
        }

        /** Megabytes in memory. */
        long megabytes() throws IOException {
            for (var line : Files.readAllLines(Path.of("/proc", process, "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
            return 0;
        }
    }

    private LoadBench() {}

    /** Arguments: seconds a round, rounds, numbers of clients with commas, then NAME=URL=PROCESS a server. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        var questions = LoadRequest.some(QUESTIONS);
        var servers = new ArrayList<Server>();
        for (int i = 3; i < arguments.length; i++) {
            servers.add(Server.of(arguments[i]));
        }
        System.out.println(
                "| clients | server | first token p50 / p99 ms | between p50 / p99 ms | tokens/s | answers | lost "
                        + "| unlike alone | memory MB |");
        System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        for (var count : arguments[2].split(",", -1)) {
            int clients = Integer.parseInt(count);
            var found = servers.stream().map(s -> new ArrayList<Found>()).toList();
            var memory = new String[servers.size()];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < servers.size(); i++) {
                    int turn = (i + round) % servers.size();
                    long before = servers.get(turn).megabytes();
                    found.get(turn).add(load(servers.get(turn), questions, clients, seconds));
                    memory[turn] = (round == 0 ? before + " to " : memory[turn].replaceAll("\\d+$", ""))
                            + servers.get(turn).megabytes();
                }
            }
            for (int i = 0; i < servers.size(); i++) {
                int unlike = alone(servers.get(i), questions, found.get(i));
                line(clients, servers.get(i).name(), found.get(i), unlike, memory[i]);
            }
        }
    }

    private static Found load(Server server, List<LoadRequest> questions, int clients, int seconds)
            throws InterruptedException {
        var found = new Found();
        var next = new AtomicInteger();
        var client = new LoadClient(server.base());
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < end) {
                    int question = next.getAndIncrement() % questions.size();
                    try {
                        found.add(question, client.stream(questions.get(question)));
                    } catch (IOException e) {
                        found.lost.incrementAndGet();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        found.seconds = (System.nanoTime() - start) / 1e9;
        return found;
    }

    private static int alone(Server server, List<LoadRequest> questions, List<Found> found)
            throws InterruptedException {
        var client = new LoadClient(server.base());
        int unlike = 0;
        for (int i = 0; i < questions.size(); i++) {
            try {
                var text = client.stream(questions.get(i)).text();
                for (var round : found) {
                    unlike += round.texts.getOrDefault(i, text).equals(text) ? 0 : 1;
                }
            } catch (IOException e) {
                unlike++;
            }
        }
        return unlike + found.stream().mapToInt(f -> f.different.get()).sum();
    }

    private static void line(int clients, String name, List<Found> found, int unlike, String memory) {
        var first = new ArrayList<Long>();
        var gaps = new ArrayList<Long>();
        long tokens = 0;
        double seconds = 0;
        int answers = 0;
        int lost = 0;
        for (var round : found) {
            for (var stream : round.streams) {
                first.add(stream.firstNanos());
                gaps.addAll(stream.gapNanos());
                tokens += stream.tokens();
            }
            answers += round.streams.size();
            seconds += round.seconds;
            lost += round.lost.get();
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.0f / %.0f | %.0f / %.0f | %.1f | %d | %d | %d | %s |%n",
                clients,
                name,
                millis(first, 0.5),
                millis(first, 0.99),
                millis(gaps, 0.5),
                millis(gaps, 0.99),
                tokens / seconds,
                answers,
                lost,
                unlike,
                memory);
    }

    private static double millis(List<Long> values, double share) {
        var sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size())) / 1e6;
    }
}
