package dev.ferkel.internal.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be opened in a snapshot: its folder, its GGUF files. */
final class SnapshotModels {
    private final String id;
    private final Repository repository;
    private final String commit;
    private final List<HubFile> files;

    SnapshotModels(String id, Repository repository, String commit) {
        this.id = id;
        this.repository = repository;
        this.commit = commit;
        this.files = repository.files(commit);
    }

    List<CachedModel> list() {
        var models = new ArrayList<CachedModel>();
        if (files.stream()
                .anyMatch(f -> f.path().equals("config.json") || f.path().endsWith(".safetensors"))) {
            models.add(folder());
        }
        for (var group : GgufGroup.of(files)) {
            var file = group.type().isEmpty() || ambiguous(group) ? group.path() : group.type();
            var format = ("GGUF " + group.type()).strip();
            models.add(model(file, format, group.files(), repository.pointer(commit, group.path()), true));
        }
        return models;
    }

    private boolean ambiguous(GgufGroup group) {
        return GgufGroup.of(files).stream()
                        .filter(g -> g.isOfType(group.type()))
                        .count()
                > 1;
    }

    private CachedModel folder() {
        var path = repository.snapshot(commit);
        var chosen = new Snapshot(repository, commit)
                .choose(name(""), Need.WEIGHTS, Long.MAX_VALUE)
                .filter(c -> c.open().isEmpty());
        var rest = files.stream().filter(f -> !f.path().endsWith(".gguf")).toList();
        return model("", chosen.isPresent() ? "safetensors" : "without weights", rest, path, chosen.isPresent());
    }

    private CachedModel model(String file, String format, List<HubFile> of, Path path, boolean whole) {
        var used = of.stream()
                .map(f -> repository.pointer(commit, f.path()))
                .map(SnapshotModels::used)
                .max(Instant::compareTo);
        return new CachedModel(
                name(file),
                format,
                of.stream().mapToLong(HubFile::size).sum(),
                used.orElse(Instant.EPOCH),
                path,
                whole);
    }

    private HubName name(String file) {
        return new HubName(id, revision(), file);
    }

    /** How the commit is called. */
    private String revision() {
        var main = repository.commit(HubName.MAIN);
        return main.equals(Optional.of(commit)) ? HubName.MAIN : commit;
    }

    private static Instant used(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var read = attributes.lastAccessTime().toInstant();
            var written = attributes.lastModifiedTime().toInstant();
            return read.isAfter(written) ? read : written;
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
