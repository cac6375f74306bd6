package dev.ferkel.internal.bpe;

import dev.ferkel.internal.tokenizer.ByteLevelCutter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens and their ids, while they become more. */
final class Vocabulary {
    static final int BYTES = 256;

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final int[] idOfByte = new int[BYTES];

    /** The special tokens, then the bytes in the order of their stand-ins. */
    Vocabulary(List<String> specialTokens) {
        specialTokens.forEach(this::id);
        var byteOf = new HashMap<String, Integer>();
        for (int b = 0; b < BYTES; b++) {
            byteOf.put(ByteLevelCutter.token((byte) b), b);
        }
        byteOf.keySet().stream().sorted().forEach(token -> idOfByte[byteOf.getOrDefault(token, 0)] = id(token));
    }

    /** The id of a token, which is added if it is new. */
    int id(String token) {
        var known = ids.putIfAbsent(token, tokens.size());
        if (known == null) {
            tokens.add(token);
            return tokens.size() - 1;
        }
        return known;
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    List<String> tokens() {
        return tokens;
    }

    int[] idOfByte() {
        return idOfByte;
    }
}
