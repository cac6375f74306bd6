package dev.ferkel.internal.run;

import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Documents that training never sees: how many bits a byte of them takes. */
final class HeldOut {
    private static final int DOCUMENTS = 256;
    private final List<List<int[]>> batches;
    private final long bytes;

    /**
     * Draws them.
     *
     * @param longest tokens of a document, the rest is left out
     * @param positions that are computed at once at most, as many as training has in memory; {@code longest} or more
     */
    HeldOut(NumberedTexts source, Tokenizer tokenizer, int longest, int positions) {
        var encoder = new DocumentEncoder(tokenizer);
        var documents = new ArrayList<int[]>();
        long total = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            var text = source.text(i);
            var document = encoder.encode(text);
            if (document.length > longest) {
                document = Arrays.copyOf(document, longest);
                text = tokenizer.decode(document, true);
            }
            documents.add(document);
            // without a token to begin with, nothing predicts the first one
            int unseen = tokenizer.bos().isPresent() ? 0 : tokenizer.bytes(document[0]).length;
            total += text.getBytes(StandardCharsets.UTF_8).length - unseen;
        }
        bytes = total;
        batches = batches(documents, positions);
    }

    /** Documents one after the other, as many in a batch as have so many positions. */
    static List<List<int[]>> batches(List<int[]> documents, int positions) {
        var batches = new ArrayList<List<int[]>>();
        long filled = positions;
        for (var document : documents) {
            filled += document.length;
            if (filled > positions) {
                batches.add(new ArrayList<>());
                filled = document.length;
            }
            batches.getLast().add(document);
        }
        return batches;
    }

    /** Of all documents, each by itself, its end with it. */
    double bitsPerByte(Model model) {
        double nats = 0;
        try (var ops = new EagerOps()) {
            for (var batch : batches) {
                ops.reset();
                nats += loss(model, ops, batch);
            }
        }
        return nats / Math.log(2) / bytes;
    }

    private static double loss(Model model, EagerOps ops, List<int[]> documents) {
        var inputs = documents.stream().map(d -> Arrays.copyOf(d, d.length - 1)).toArray(int[][]::new);
        var step = Step.of(ops, Batch.packed(inputs), null);
        var logits = model.logits(step, model.hidden(step));
        int vocabulary = logits.size(1);
        double nats = 0;
        int row = 0;
        for (var document : documents) {
            for (int i = 1; i < document.length; i++, row++) {
                nats -= logProbability(logits.address() + 4L * row * vocabulary, vocabulary, document[i]);
            }
        }
        return nats;
    }

    private static double logProbability(long logits, int vocabulary, int id) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            max = Math.max(max, Memory.get(logits, i));
        }
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Math.exp(Memory.get(logits, i) - max);
        }
        return Memory.get(logits, id) - max - Math.log(sum);
    }
}
