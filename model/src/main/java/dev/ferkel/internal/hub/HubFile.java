package dev.ferkel.internal.hub;

import java.util.Optional;

/**
 * A file as the hub lists it.
 *
 * @param path in the repository, safe to resolve
 * @param size bytes
 * @param blobId SHA-1 of git's blob, 40 digits; of a large file, of the pointer to it
 * @param sha256 of a large file's bytes, 64 digits
 * @param xetHash of the hub's other storage; it is kept for Python
 */
record HubFile(String path, long size, String blobId, Optional<String> sha256, Optional<String> xetHash) {
    /** What the file is called among the cache's blobs. */
    String etag() {
        return sha256.orElse(blobId);
    }
}
