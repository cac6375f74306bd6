package dev.ferkel.internal.hub;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What the cache has of a model.
 *
 * @param name that opens it
 * @param format safetensors, GGUF with its type, or why it can't be opened yet
 * @param bytes on the disk
 * @param lastUsed as far as the file system notes it
 * @param path the folder or file
 * @param whole whether it can be opened
 */
public record CachedModel(HubName name, String format, long bytes, Instant lastUsed, Path path, boolean whole) {}
