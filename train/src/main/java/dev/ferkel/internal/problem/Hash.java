package dev.ferkel.internal.problem;

/** Hashes that stay the same for ever: the splits and every problem hang on them. */
final class Hash {
    private Hash() {}

    /** The finaliser of MurmurHash3 over a Weyl sequence, as in SplitMix64 (Steele, Lea and Flood, 2014). */
    static long mix(long x) {
        long z = x + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** FNV-1a over the characters, mixed. */
    static long of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }
}
