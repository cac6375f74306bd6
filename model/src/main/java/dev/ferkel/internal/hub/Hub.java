package dev.ferkel.internal.hub;

import com.sun.management.OperatingSystemMXBean;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Models by their names on a hub: what is in the cache is used as it is, all else is downloaded, checked and then put
 * there. The cache is laid out as Python's huggingface_hub lays out its own.
 */
public final class Hub {
    /** Of the machine's memory, what weights may take; the rest is for the cache and for others. */
    private static final double SHARE = 0.7;

    private final HubSettings settings;
    private final Patience patience;
    private final long memory;
    private final long partSize;

    public Hub(HubSettings settings) {
        this(settings, Patience.USUAL, memory(), Fetcher.PART);
    }

    /**
     * @param memory bytes that weights may take
     * @param partSize bytes of a file that one connection fetches
     */
    Hub(HubSettings settings, Patience patience, long memory, long partSize) {
        this.settings = settings;
        this.patience = patience;
        this.memory = memory;
        this.partSize = partSize;
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? (long) (SHARE * os.getTotalMemorySize())
                : Long.MAX_VALUE;
    }

    /**
     * Where a model is, if all that is needed of it is in the cache. No server is asked.
     *
     * @throws FerkelException if a link in the cache leads out of it
     */
    public Optional<Path> cached(HubName name, Need need) {
        if (!Files.isDirectory(settings.cache())) {
            return Optional.empty();
        }
        var repository = new Repository(settings.cache(), name.id());
        return repository.commit(name.revision()).flatMap(commit -> {
            var snapshot = new Snapshot(repository, commit);
            return snapshot.choose(name, need, memory).map(snapshot::target);
        });
    }

    /**
     * Asks the hub what a model is made of, and downloads what the cache doesn't have.
     *
     * @throws FerkelException if the hub, the network or the disk do not let us; what came so far is kept for the next
     *     try
     */
    public Pulled pull(HubName name, Need need, PullWatcher watcher) {
        if (settings.offline()) {
            throw FerkelException.of(
                    "%s: is not whole in the cache (%s), and HF_HUB_OFFLINE says not to ask the hub",
                    name, settings.cache());
        }
        var repository = new Repository(settings.cache(), name.id());
        try (var client = new HubClient(settings, patience)) {
            var api = new HubApi(settings, client);
            var commit = api.commit(name);
            var snapshot = new Snapshot(repository, commit);
            var kept = snapshot.tree();
            var listing = kept.orElseGet(() -> api.listing(name, commit));
            var fetcher = new Fetcher(client, api, patience, repository, name, commit, partSize);
            var choosing = new FileChoice(name, listing.files(), memory);
            var index = choosing.index(need);
            index.filter(f -> !repository.holds(commit, f)).ifPresent(f -> fetcher.fetch(List.of(f), Progress.NONE));
            var choice = choosing.of(need, index.map(snapshot::shards).orElse(List.of()));
            var missing = choice.files().stream()
                    .filter(f -> !repository.holds(commit, f))
                    .toList();
            var absent = missing.stream().filter(f -> !repository.holdsBlob(f)).toList();
            if (!absent.isEmpty()) {
                watcher.begins(absent.size(), bytes(absent));
            }
            if (!missing.isEmpty()) {
                fetcher.fetch(missing, watcher);
            }
            repository.files(commit); // no link in it may lead out of the cache
            repository.refer(name.revision(), commit);
            if (kept.isEmpty()) {
                snapshot.keepTree(listing);
            }
            return new Pulled(
                    snapshot.target(choice), commit, choice.files().size(), bytes(choice.files()), absent.size());
        } catch (IOException e) {
            throw new FerkelException(repository.folder() + ": can't be written: " + e, e);
        }
    }

    private static long bytes(List<HubFile> files) {
        return files.stream().mapToLong(HubFile::size).sum();
    }
}
