package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Takes a revision, or some files of it, out of the cache, and the blobs that nothing points to then. */
final class SnapshotRemoval {
    private final Repository repository;
    private final HubName name;
    private final String commit;

    SnapshotRemoval(Repository repository, HubName name) {
        this.repository = repository;
        this.name = name;
        this.commit = repository
                .commit(name.revision())
                .filter(c -> Files.isDirectory(repository.snapshot(c)))
                .orElseThrow(
                        () -> FerkelException.of("%s: the cache has no revision '%s'", name.id(), name.revision()));
    }

    void run() throws IOException {
        var files = repository.files(commit);
        var gone = name.file().isEmpty()
                ? files
                : new FileChoice(name, files, Long.MAX_VALUE)
                        .of(Need.TEXT, List.of())
                        .files();
        var blobs = new HashSet<Path>();
        for (var file : gone) {
            var pointer = repository.pointer(commit, file.path());
            if (Files.isSymbolicLink(pointer)) {
                blobs.add(target(pointer));
            }
            Files.deleteIfExists(pointer);
            Files.deleteIfExists(Checkpoint.panels(pointer));
        }
        if (repository.files(commit).isEmpty()) {
            Folders.delete(repository.snapshot(commit));
            Files.deleteIfExists(repository.trees().resolve(commit + ".json"));
            forgetRefs();
        }
        blobs.removeAll(pointedTo());
        for (var blob : blobs) {
            if (blob.startsWith(repository.folder().normalize())) {
                Files.deleteIfExists(blob);
            }
        }
    }

    /** One step: a blob may be a link itself, into a store that several models share. */
    private static Path target(Path pointer) throws IOException {
        return pointer.resolveSibling(Files.readSymbolicLink(pointer)).normalize();
    }

    private Set<Path> pointedTo() throws IOException {
        var targets = new HashSet<Path>();
        for (var link : walk(repository.snapshots())) {
            if (Files.isSymbolicLink(link)) {
                targets.add(target(link));
            }
        }
        return targets;
    }

    private void forgetRefs() throws IOException {
        var refs = repository.folder().resolve("refs");
        for (var ref : walk(refs)) {
            if (Files.isRegularFile(ref)
                    && repository
                            .commit(refs.relativize(ref).toString().replace('\\', '/'))
                            .filter(commit::equals)
                            .isPresent()) {
                Files.delete(ref);
            }
        }
    }

    private static List<Path> walk(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList();
        }
    }
}
