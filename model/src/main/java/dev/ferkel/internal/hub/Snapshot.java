package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the cache has of a repository at a commit. */
final class Snapshot {
    private final Repository repository;
    private final String commit;

    Snapshot(Repository repository, String commit) {
        this.repository = repository;
        this.commit = commit;
    }

    private Path treeFile() {
        return repository.trees().resolve(commit + ".json");
    }

    /** The commit's tree, which never changes, if somebody kept it; Python does so, too. */
    Optional<Listing> tree() {
        var file = treeFile();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        repository.inside(file);
        try {
            return HubJson.read(file.toString(), TextFiles.bytes(file, HubJson.MAX_BYTES))
                    .map(files -> new Listing(commit, files));
        } catch (FerkelException e) {
            return Optional.empty(); // as good as none: the hub has it
        }
    }

    void keepTree(Listing listing) throws IOException {
        repository.create(repository.trees());
        Repository.replace(treeFile(), HubJson.write(listing));
    }

    /** The files that a name and a need mean, if all of them are here. */
    Optional<Choice> choose(HubName name, Need need, long memory) {
        var here = repository.files(commit);
        if (here.isEmpty()) {
            return Optional.empty();
        }
        try {
            var choosing = new FileChoice(name, here, memory);
            var choice =
                    choosing.of(need, choosing.index(need).map(this::shards).orElse(List.of()));
            return tree().map(t -> isWhole(t, choice)).orElse(true) ? Optional.of(choice) : Optional.empty();
        } catch (FerkelException e) {
            return Optional.empty(); // something is missing: the hub may have it
        }
    }

    /** The files of weights that the index here names. */
    List<String> shards(HubFile index) {
        var file = repository.pointer(commit, index.path());
        repository.inside(file);
        return HubJson.shards(file.toString(), TextFiles.bytes(file, TextFiles.LARGE));
    }

    private boolean isWhole(Listing tree, Choice choice) {
        boolean sizes = choice.files().stream()
                .allMatch(f -> tree.find(f.path())
                        .map(listed -> listed.size() == f.size())
                        .orElse(false));
        return sizes
                && (!choice.open().isEmpty()
                        || FileChoice.TEXT.stream()
                                .flatMap(t -> tree.find(t).stream())
                                .allMatch(f -> repository.holds(commit, f)));
    }

    /** Where to find what was chosen: the folder, or the file in it. */
    Path target(Choice choice) {
        return choice.open().isEmpty() ? repository.snapshot(commit) : repository.pointer(commit, choice.open());
    }
}
