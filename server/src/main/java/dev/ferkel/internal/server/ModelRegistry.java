package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The models that a server has, by name: each is loaded when first asked for and, but for the first, unloaded when nobody
 * has used it for a while. DeepSeek's own names are the first one's, without and with thinking.
 */
public final class ModelRegistry implements AutoCloseable {
    private static final Map<String, Optional<Boolean>> ALIASES = new LinkedHashMap<>();

    static {
        ALIASES.put("deepseek-chat", Optional.of(false));
        ALIASES.put("deepseek-reasoner", Optional.of(true));
        for (var name : List.of("deepseek-flash", "deepseek-v4-flash", "deepseek-v4-pro")) {
            ALIASES.put(name, Optional.empty());
        }
    }

    private static final Duration FOREVER = Duration.ofDays(36_500);

    private static final class Entry {
        final ModelSource source;

        @Nullable
        ServedModel model;

        /** While it is loaded. */
        @Nullable
        FutureTask<Boolean> loading;

        int users;
        long lastUseNanos = System.nanoTime();

        Entry(ModelSource source) {
            this.source = source;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final String first;
    private final Duration idle;
    private boolean closed;

    /**
     * @param sources by name, the first being the default
     * @param idle how long an unused model stays in memory
     */
    public ModelRegistry(Map<String, ModelSource> sources, Duration idle) {
        sources.forEach((name, source) -> entries.put(name, new Entry(source)));
        this.first = entries.keySet().iterator().next();
        this.idle = idle;
    }

    /** A model in use: it stays in memory until this is closed. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final ServedModel model;
        private boolean released;

        /** Under the registry's lock. */
        private Lease(Entry entry, ServedModel model) {
            this.entry = entry;
            this.model = model;
            entry.users++;
        }

        public ServedModel model() {
            return model;
        }

        @Override
        public void close() {
            synchronized (ModelRegistry.this) {
                if (!released) {
                    released = true;
                    entry.users--;
                    entry.lastUseNanos = System.nanoTime();
                }
            }
        }
    }

    /**
     * Loads the default model.
     *
     * @throws dev.ferkel.error.FerkelException naming the file and what is wrong with it
     */
    public void preload() {
        try {
            lend(first, FOREVER, () -> {}).close();
        } catch (ModelLoadException e) {
            var why = e.getCause();
            if (why instanceof Error error) {
                throw error;
            }
            throw why instanceof RuntimeException own ? own : e;
        }
    }

    /** Names that clients may use, the models' own first. */
    public List<String> names() {
        var names = new ArrayList<>(entries.keySet());
        ALIASES.keySet().stream().filter(a -> !entries.containsKey(a)).forEach(names::add);
        return names;
    }

    /** Whether a name, other than a model's own, asks for thinking. */
    Optional<Boolean> thinking(String name) {
        return entries.containsKey(name) ? Optional.empty() : ALIASES.getOrDefault(name, Optional.empty());
    }

    /** The model's own name; that of the default for DeepSeek's names, Claude's (as DeepSeek does) and none. */
    Optional<String> resolve(String name) {
        if (entries.containsKey(name)) {
            return Optional.of(name);
        }
        return name.isEmpty() || ALIASES.containsKey(name) || name.startsWith("claude")
                ? Optional.of(first)
                : Optional.empty();
    }

    /**
     * Lends a model, loading it if need be.
     *
     * @param every how often to run {@code meanwhile} until it is loaded; what that throws is thrown, and the model loaded
     *     all the same
     * @throws ApiException if there is none of that name
     * @throws ModelLoadException if it can't be loaded; the next who asks tries again
     */
    Lease lend(String name, Duration every, Runnable meanwhile) {
        var own = resolve(name).orElseThrow(() -> unknown(name));
        var entry = entries.get(own);
        if (entry == null) {
            throw unknown(name);
        }
        var lease = known(entry);
        while (lease.isEmpty()) {
            await(own, loading(entry), every, meanwhile);
            lease = known(entry);
        }
        return lease.get();
    }

    private void await(String name, FutureTask<Boolean> loading, Duration every, Runnable meanwhile) {
        boolean done = false;
        while (!done) {
            try {
                done = loading.get(every.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (isClosed()) {
                    throw stopping();
                }
                meanwhile.run();
            } catch (ExecutionException e) {
                throw new ModelLoadException(name, Objects.requireNonNullElse(e.getCause(), e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException(e);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** A model that is in memory. */
    private synchronized Optional<Lease> known(Entry entry) {
        if (closed) {
            throw stopping();
        }
        return Optional.ofNullable(entry.model).map(model -> new Lease(entry, model));
    }

    /** The loading that is under way, or a new one: by a thread of its own, as who waits may go away. */
    private synchronized FutureTask<Boolean> loading(Entry entry) {
        var under = entry.loading;
        if (under != null) {
            return under;
        }
        var begun = new FutureTask<>(() -> load(entry), true);
        // no virtual thread: it computes for long, and those are few that virtual threads share
        Thread.ofPlatform().daemon().name("ferkel-load").start(begun);
        entry.loading = begun;
        return begun;
    }

    private void load(Entry entry) {
        Optional<ServedModel> unwanted = Optional.empty();
        try {
            if (isMissing(entry)) {
                unwanted = keep(entry, entry.source.load());
            }
        } finally {
            loaded(entry);
        }
        unwanted.ifPresent(ServedModel::close);
    }

    /** Another may have loaded it since it was looked for. */
    private synchronized boolean isMissing(Entry entry) {
        return entry.model == null;
    }

    private synchronized Optional<ServedModel> keep(Entry entry, ServedModel model) {
        if (closed) {
            return Optional.of(model);
        }
        entry.model = model;
        entry.lastUseNanos = System.nanoTime();
        return Optional.empty();
    }

    private synchronized void loaded(Entry entry) {
        entry.loading = null;
    }

    private static ApiException stopping() {
        return ApiException.later(503, "server_shutdown", 5, "the server is stopping");
    }

    private ApiException unknown(String name) {
        return ApiException.badValue(
                "model", "Model Not Exist: '%s'; this server has %s", name, String.join(", ", names()));
    }

    /** Those in memory. */
    synchronized List<ServedModel> loaded() {
        return entries.values().stream()
                .map(e -> e.model)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Unloads what nobody has used for long; the default stays. */
    void unloadIdle() {
        for (var named : entries.entrySet()) {
            if (!named.getKey().equals(first)) {
                var unused = takeIdle(named.getValue());
                unused.ifPresent(ServedModel::close);
            }
        }
    }

    private synchronized Optional<ServedModel> takeIdle(Entry entry) {
        var model = entry.model;
        if (model == null || entry.users > 0 || System.nanoTime() - entry.lastUseNanos < idle.toNanos()) {
            return Optional.empty();
        }
        entry.model = null;
        return Optional.of(model);
    }

    /** Ends what runs, and frees all memory. */
    @Override
    public void close() {
        var open = new ArrayList<ServedModel>();
        synchronized (this) {
            closed = true;
            for (var entry : entries.values()) {
                if (entry.model != null) {
                    open.add(entry.model);
                    entry.model = null;
                }
            }
        }
        open.forEach(ServedModel::close);
    }
}
