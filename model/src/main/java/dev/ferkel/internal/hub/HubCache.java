package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models in a cache, whoever downloaded them. */
public final class HubCache {
    private static final String PREFIX = "models--";
    private static final String SNAPSHOTS = "snapshots";

    private final Path cache;

    public HubCache(Path cache) {
        this.cache = cache;
    }

    /** The name of a model whose snapshot a path is; empty for other paths. */
    public static Optional<String> idOf(Path snapshot) {
        var parent = Optional.ofNullable(snapshot.getParent());
        return parent.filter(p -> p.endsWith(SNAPSHOTS))
                .flatMap(p -> Optional.ofNullable(p.getParent()))
                .flatMap(HubCache::id);
    }

    private static Optional<String> id(Path repository) {
        var file = repository.getFileName();
        var name = file == null ? "" : file.toString();
        return name.startsWith(PREFIX)
                ? HubName.parse(name.substring(PREFIX.length()).replaceFirst("--", "/"))
                        .map(HubName::id)
                : Optional.empty();
    }

    /** In the order of their names. */
    public List<CachedModel> models() {
        var models = new ArrayList<CachedModel>();
        for (var folder : folders(cache)) {
            id(folder).ifPresent(id -> models.addAll(models(id, new Repository(cache, id))));
        }
        models.sort(Comparator.comparing(m -> m.name().toString()));
        return models;
    }

    private static List<CachedModel> models(String id, Repository repository) {
        var models = new ArrayList<CachedModel>();
        try {
            for (var folder : folders(repository.snapshots())) {
                var commit = folder.getFileName().toString();
                if (HubName.isCommit(commit)) {
                    models.addAll(new SnapshotModels(id, repository, commit).list());
                }
            }
            if (models.isEmpty()) {
                models.add(unfinished(id, repository));
            }
        } catch (FerkelException e) {
            models.add(new CachedModel(
                    new HubName(id, HubName.MAIN, ""),
                    "not usable: " + e.getMessage(),
                    0,
                    Instant.EPOCH,
                    repository.folder(),
                    false));
        }
        return models;
    }

    private static CachedModel unfinished(String id, Repository repository) {
        repository.inside(repository.folder());
        return new CachedModel(
                new HubName(id, HubName.MAIN, ""),
                "unfinished",
                bytes(repository.folder()),
                modified(repository.folder()),
                repository.folder(),
                false);
    }

    private static Instant modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Folders in a folder, without links. */
    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Bytes of the files in a folder; links count nothing. */
    private static long bytes(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(HubCache::size).sum();
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Removes a model: its folder, or of a revision or a file of it what no other revision has.
     *
     * @return bytes that are free now
     * @throws FerkelException if it is not there, or not in the cache
     */
    public long remove(HubName name) {
        var repository = new Repository(cache, name.id());
        if (!Files.isDirectory(repository.folder(), LinkOption.NOFOLLOW_LINKS)) {
            throw FerkelException.of("%s: is not in the cache (%s)", name.id(), cache);
        }
        repository.inside(repository.folder());
        long before = bytes(repository.folder());
        try {
            if (name.file().isEmpty() && name.revision().equals(HubName.MAIN)) {
                Folders.delete(repository.folder());
                Folders.delete(
                        cache.resolve(".locks").resolve(repository.folder().getFileName()));
                return before;
            }
            new SnapshotRemoval(repository, name).run();
        } catch (IOException e) {
            throw new FerkelException(repository.folder() + ": can't be removed: " + e, e);
        }
        return before - bytes(repository.folder());
    }
}
