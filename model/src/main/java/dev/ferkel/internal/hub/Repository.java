package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * One model's folder in the cache, in the layout of Python's huggingface_hub: {@code blobs} named by their hashes,
 * {@code refs} that say which commit a branch or tag is, {@code snapshots/COMMIT} with a relative link a file. Nothing
 * is read or written outside the cache, whatever links lie in it.
 */
final class Repository {
    private static final int MAX_FILES = 100_000;
    private static final int MAX_DEPTH = 20;
    private static final String SNAPSHOTS = "snapshots";

    private final Path cache;
    private final Path folder;

    /** @param cache need not be there yet */
    Repository(Path cache, String id) {
        this.cache = cache;
        this.folder = cache.resolve("models--" + id.replace("/", "--"));
    }

    Path cache() {
        return cache;
    }

    Path folder() {
        return folder;
    }

    Path snapshots() {
        return folder.resolve(SNAPSHOTS);
    }

    Path snapshot(String commit) {
        return snapshots().resolve(commit);
    }

    Path pointer(String commit, String path) {
        return RepositoryPath.resolve(snapshot(commit), path);
    }

    Path blob(HubFile file) {
        return folder.resolve("blobs").resolve(file.etag());
    }

    Path trees() {
        return folder.resolve("trees");
    }

    /** The commit that a revision is known to be. */
    Optional<String> commit(String revision) {
        if (HubName.isCommit(revision)) {
            return Optional.of(revision);
        }
        var ref = folder.resolve("refs").resolve(revision);
        if (!Files.isRegularFile(ref)) {
            return Optional.empty();
        }
        inside(ref);
        try (var in = Files.newInputStream(ref)) {
            var text = new String(in.readNBytes(100), StandardCharsets.US_ASCII).strip();
            return HubName.isCommit(text) ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            throw new FerkelException(ref + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Notes what a revision is now. */
    void refer(String revision, String commit) throws IOException {
        if (!HubName.isCommit(revision) && !commit(revision).equals(Optional.of(commit))) {
            var ref = folder.resolve("refs").resolve(revision);
            create(parent(ref));
            replace(ref, commit.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Writes a small file aside and renames it, so that a link in its place is replaced and not followed. */
    static void replace(Path file, byte[] content) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + "." + random() + ".tmp");
        Files.write(aside, content, java.nio.file.StandardOpenOption.CREATE_NEW);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String random() {
        return Integer.toHexString(ThreadLocalRandom.current().nextInt());
    }

    /** A folder of the cache, made if it is not there. */
    void create(Path wanted) throws IOException {
        Files.createDirectories(cache);
        var there = wanted;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = parent(there);
        }
        inside(there);
        Files.createDirectories(wanted);
        inside(wanted);
    }

    private static Path parent(Path file) {
        return file.resolveSibling("");
    }

    /** Whether a snapshot has a file of the size it is to have. */
    boolean holds(String commit, HubFile file) {
        try {
            var pointer = pointer(commit, file.path());
            return Files.isRegularFile(pointer) && Files.size(pointer) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    boolean holdsBlob(HubFile file) {
        try {
            var blob = blob(file);
            return Files.isRegularFile(blob) && Files.size(blob) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    /** Puts a blob into a snapshot: a relative link, or the file itself where the system has no links. */
    void link(String commit, HubFile file) throws IOException {
        var pointer = pointer(commit, file.path());
        create(parent(pointer));
        var target = parent(pointer).relativize(blob(file));
        if (Files.isSymbolicLink(pointer) && Files.readSymbolicLink(pointer).equals(target)) {
            return;
        }
        Files.deleteIfExists(pointer);
        try {
            Files.createSymbolicLink(pointer, target);
        } catch (FileAlreadyExistsException e) {
            // another process was as quick
            if (!holds(commit, file)) {
                throw e;
            }
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(blob(file), pointer);
        }
    }

    /**
     * The files of a snapshot by their sizes, without hashes. Links that lead nowhere are left out.
     *
     * @throws FerkelException if a link leads out of the cache
     */
    List<HubFile> files(String commit) {
        var root = snapshot(commit);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        inside(root);
        var found = new ArrayList<HubFile>();
        try (Stream<Path> all = Files.walk(root, MAX_DEPTH)) {
            for (var file : (Iterable<Path>) all::iterator) {
                var path = root.relativize(file).toString().replace('\\', '/');
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && Files.exists(file)) {
                    inside(file);
                    if (Files.isRegularFile(file) && RepositoryPath.isSafe(path)) {
                        found.add(new HubFile(path, Files.size(file), "", Optional.empty(), Optional.empty()));
                    }
                }
                if (found.size() > MAX_FILES) {
                    throw FerkelException.of("%s: holds more than %d files", root, MAX_FILES);
                }
            }
        } catch (IOException e) {
            throw new FerkelException(root + ": can't be read: " + e.getMessage(), e);
        }
        return found;
    }

    /** @throws FerkelException if what a path leads to is not in the cache */
    void inside(Path path) {
        try {
            var real = path.toRealPath();
            if (!real.startsWith(cache.toRealPath())) {
                throw FerkelException.of("%s: leads out of the cache, to %s; remove it, then pull again", path, real);
            }
        } catch (IOException e) {
            throw new FerkelException(path + ": can't be read: " + e.getMessage(), e);
        }
    }
}
