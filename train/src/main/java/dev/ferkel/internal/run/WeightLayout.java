package dev.ferkel.internal.run;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in the types they are published in. FP8 is DeepSeek-V3's layout (V3 report, section 3.3): E4M3 in blocks of
 * 128x128 with a scale each, but embedding, head, gates, norms and the module's join in BF16, as its checkpoints have them.
 * Routing biases stay F32.
 */
final class WeightLayout implements AutoCloseable {
    static final int BLOCK = 128;

    private static final float LARGEST = 448f;
    private static final String SCALE = "_scale_inv";

    private final PublishSettings.Layout layout;
    private final Arena arena = Arena.ofShared();

    WeightLayout(PublishSettings.Layout layout) {
        this.layout = layout;
    }

    /** The tensors of a checkpoint, valid until this is closed. */
    Map<String, Tensor> tensors(Map<String, Tensor> tensors) {
        var result = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> {
            if (!name.endsWith(SCALE)) {
                put(result, name, Formats.toF32(tensor, arena));
            }
        });
        return result;
    }

    private void put(Map<String, Tensor> result, String name, Tensor tensor) {
        if (layout == PublishSettings.Layout.F32 || name.endsWith("e_score_correction_bias")) {
            result.put(name, tensor);
        } else if (layout == PublishSettings.Layout.FP8 && tensor.rank() == 2 && Precision.inFp8(name)) {
            var scales = Tensor.allocate(
                    arena, DType.F32, (tensor.dim(0) + BLOCK - 1) / BLOCK, (tensor.dim(1) + BLOCK - 1) / BLOCK);
            result.put(name, fp8(tensor, scales));
            result.put(name + SCALE, scales);
        } else {
            var rounded = Tensor.allocate(arena, DType.BF16, tensor.shape());
            Formats.encode(DType.BF16, tensor.address(), rounded.address(), tensor.elements());
            result.put(name, rounded);
        }
    }

    /** A block's largest magnitude becomes the largest that E4M3 has. */
    private Tensor fp8(Tensor tensor, Tensor scales) {
        int columns = tensor.size(1);
        var scaled = Tensor.allocate(arena, DType.F32, tensor.shape());
        for (int i = 0; i < scales.size(0); i++) {
            for (int j = 0; j < scales.size(1); j++) {
                block(tensor, scaled, scales, i, j, columns);
            }
        }
        var codes = Tensor.allocate(arena, DType.F8_E4M3, tensor.shape());
        Formats.encode(DType.F8_E4M3, scaled.address(), codes.address(), tensor.elements());
        return codes;
    }

    private static void block(Tensor tensor, Tensor scaled, Tensor scales, int i, int j, int columns) {
        int rowEnd = Math.min(tensor.size(0), (i + 1) * BLOCK);
        int columnEnd = Math.min(columns, (j + 1) * BLOCK);
        float largest = 0;
        for (int r = i * BLOCK; r < rowEnd; r++) {
            for (int c = j * BLOCK; c < columnEnd; c++) {
                largest = Math.max(largest, Math.abs(Memory.get(tensor.address(), (long) r * columns + c)));
            }
        }
        float scale = largest == 0 ? 1f : largest / LARGEST;
        scales.set((long) i * scales.dim(1) + j, scale);
        for (int r = i * BLOCK; r < rowEnd; r++) {
            for (int c = j * BLOCK; c < columnEnd; c++) {
                long at = (long) r * columns + c;
                Memory.put(scaled.address(), at, Memory.get(tensor.address(), at) / scale);
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
