package dev.ferkel.internal.hub;

import java.util.List;
import java.util.Optional;

/** The files of a repository at a commit. */
record Listing(String commit, List<HubFile> files) {
    Optional<HubFile> find(String path) {
        return files.stream().filter(f -> f.path().equals(path)).findFirst();
    }
}
