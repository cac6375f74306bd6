package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.bpe.SpecialTokens;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Turns documents about, so that a model learns to fill in what is missing: prefix, suffix, then the middle (PSM; Bavarian et
 * al. 2022), cut at random between characters, as in DeepSeek-V3's report, section 4.1.
 */
final class FillInTheMiddle {
    private final Tokenizer tokenizer;
    private final double rate;
    private final int begin;
    private final int hole;
    private final int end;

    /**
     * @param rate share of documents that are turned about
     * @throws FerkelException if the tokenizer has no tokens for it
     */
    FillInTheMiddle(Tokenizer tokenizer, double rate) {
        this.tokenizer = tokenizer;
        this.rate = rate;
        begin = id(SpecialTokens.FIM_BEGIN);
        hole = id(SpecialTokens.FIM_HOLE);
        end = id(SpecialTokens.FIM_END);
    }

    private int id(String token) {
        return tokenizer
                .id(token)
                .orElseThrow(() -> FerkelException.of(
                        "the tokenizer has no '%s', which 'fim' needs: a tokenizer that is trained on data with 'fim' has it",
                        token));
    }

    /** Tokens of a text, without those of begin and end of sentence, or of the same text turned about. */
    int[] apply(SplittableRandom random, int[] ids) {
        if (random.nextDouble() >= rate) {
            return ids;
        }
        var text = tokenizer.decode(ids, false);
        int characters = text.codePointCount(0, text.length());
        int one = random.nextInt(characters + 1);
        int other = random.nextInt(characters + 1);
        int from = text.offsetByCodePoints(0, Math.min(one, other));
        int to = text.offsetByCodePoints(0, Math.max(one, other));
        return Stream.of(
                        IntStream.of(begin),
                        Arrays.stream(tokenizer.encodeText(text.substring(0, from))),
                        IntStream.of(hole),
                        Arrays.stream(tokenizer.encodeText(text.substring(to))),
                        IntStream.of(end),
                        Arrays.stream(tokenizer.encodeText(text.substring(from, to))))
                .flatMapToInt(part -> part)
                .toArray();
    }
}
