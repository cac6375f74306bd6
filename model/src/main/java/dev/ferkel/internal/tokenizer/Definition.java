package dev.ferkel.internal.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a file says about its tokenizer.
 *
 * @param size the highest id plus one
 * @param added looked for in the text, by what they look for: themselves, or their normal form
 * @param standIns whether the pre-tokenizer's pieces are stand-ins of bytes already
 * @param unknown id for a byte that is no token; without one it is left out
 * @param fuseUnknown whether several such bytes in a row make one unknown token
 * @param ignoreMerges whether a piece that is a token is taken as it is
 * @param prefix ids before a text with special tokens
 * @param suffix ids behind it
 * @param ends ids that end an answer
 */
record Definition(
        String name,
        Map<String, Integer> vocabulary,
        int size,
        Pairs pairs,
        List<AddedToken> added,
        Normalizer normalizer,
        PreTokenizer preTokenizer,
        boolean standIns,
        OptionalInt unknown,
        boolean fuseUnknown,
        boolean ignoreMerges,
        List<Integer> prefix,
        List<Integer> suffix,
        OptionalInt bos,
        OptionalInt eos,
        Set<Integer> ends) {}
