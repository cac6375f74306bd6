package dev.ferkel.internal.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Reads GGUF metadata from bytes, for tests of what comes after. */
public final class GgufMetadata {
    private GgufMetadata() {}

    public static Map<String, Object> read(byte[] file) {
        return new GgufFile("model.gguf", MemorySegment.ofArray(file)).metadata();
    }
}
