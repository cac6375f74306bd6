package dev.ferkel.bench;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Hugging Face tokenizers (Rust) through DJL's native binding. Below DJL's own classes, which make Java objects for each
 * token: only text in and ids out, so that the binding costs the other side as little as can be.
 */
final class HuggingFacePeer implements AutoCloseable {
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;
    private final long handle;

    HuggingFacePeer(Path folder) throws IOException {
        System.setProperty("ai.djl.offline", "true");
        LibUtils.checkStatus();
        handle = LIBRARY.createTokenizerFromString(Files.readString(folder.resolve("tokenizer.json")));
        LIBRARY.disableTruncation(handle);
        LIBRARY.disablePadding(handle);
    }

    long[] encode(String text) {
        long encoding = LIBRARY.encode(handle, text, false);
        try {
            return LIBRARY.getTokenIds(encoding);
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        LIBRARY.deleteTokenizer(handle);
    }
}
