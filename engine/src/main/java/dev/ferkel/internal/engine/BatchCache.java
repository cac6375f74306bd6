package dev.ferkel.internal.engine;

import dev.ferkel.internal.cache.PageTable;
import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.CacheBlock;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;

/**
 * The page tables of a batch's sequences.
 *
 * @param shift added to positions: the multi-token prediction module's row of the pair (hidden p, token p + 1) lies at
 *     p + 1, so that a page depends on no token beyond it
 */
record BatchCache(List<PageTable> tables, List<LatentForm> forms, int shift) implements AttentionCache {
    @Override
    public LatentForm form(int sequence) {
        return forms.get(sequence);
    }

    @Override
    public long rowBytes() {
        return tables.getFirst().rowBytes();
    }

    @Override
    public void write(int sequence, int layer, int position, Tensor rows) {
        tables.get(sequence).write(layer, position + shift, rows);
    }

    @Override
    public void read(int sequence, int layer, int from, int to, int offset, int width, long target) {
        tables.get(sequence).read(layer, from + shift, to + shift, offset, width, target);
    }

    @Override
    public boolean find(int sequence, int layer, int from, int to, int offset, int width, CacheBlock block) {
        return tables.get(sequence).find(layer, from + shift, to + shift, offset, width, block);
    }
}
