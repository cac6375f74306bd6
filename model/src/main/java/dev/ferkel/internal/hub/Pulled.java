package dev.ferkel.internal.hub;

import java.nio.file.Path;

/**
 * A model that is whole in the cache.
 *
 * @param path the folder or file to open
 * @param files that it has
 * @param bytes of them
 * @param downloaded files that were not there before
 */
public record Pulled(Path path, String commit, int files, long bytes, int downloaded) {}
