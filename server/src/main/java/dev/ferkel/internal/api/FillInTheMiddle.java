package dev.ferkel.internal.api;

import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;

/** The order prefix, suffix, middle with a model's own marks (Bavarian et al. 2022). */
record FillInTheMiddle(Tokenizer tokenizer, int begin, int hole, int end) {
    private static final List<List<String>> MARKS = List.of(
            List.of("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
            List.of("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
            List.of("<fim_prefix>", "<fim_suffix>", "<fim_middle>"));

    /** @throws ApiException if the model knows no marks */
    static FillInTheMiddle of(Tokenizer tokenizer) {
        for (var marks : MARKS) {
            var ids = marks.stream().map(tokenizer::id).toList();
            if (ids.stream().allMatch(java.util.OptionalInt::isPresent)) {
                return new FillInTheMiddle(
                        tokenizer,
                        ids.get(0).getAsInt(),
                        ids.get(1).getAsInt(),
                        ids.get(2).getAsInt());
            }
        }
        throw ApiException.badValue("suffix", "the model can't fill holes in text: leave 'suffix' out");
    }

    int[] ids(String prefix, String suffix) {
        var parts = IntStream.builder();
        tokenizer.bos().ifPresent(parts::add);
        parts.add(begin);
        IntStream.of(tokenizer.encode(prefix, false)).forEach(parts::add);
        parts.add(hole);
        IntStream.of(tokenizer.encode(suffix, false)).forEach(parts::add);
        parts.add(end);
        return parts.build().toArray();
    }
}
