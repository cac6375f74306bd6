package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufNames;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A model's tensors as a Hugging Face folder has them. */
public final class HuggingFaceTensors {
    static final String SCALE = "_scale_inv";

    private static final Pattern STACK = Pattern.compile("blk\\.(\\d{1,5})\\.ffn_(gate|up|down)_exps\\.weight");
    private static final Pattern HALF = Pattern.compile("blk\\.(\\d{1,5})\\.attn_([kv])_b\\.weight");
    private static final Pattern TURNED = Pattern.compile("blk\\.\\d+\\.attn_[qk]\\.weight");

    private HuggingFaceTensors() {}

    /** Of a network in memory, in the types they are written in. */
    public static List<LazyTensor> of(Map<String, Tensor> tensors, WeightType type) {
        return as(plain(tensors), type);
    }

    static List<SourceTensor> of(Checkpoint checkpoint) {
        if (!checkpoint.isGguf()) {
            return plain(checkpoint.tensors());
        }
        var config = checkpoint.config();
        var tensors = new ArrayList<SourceTensor>();
        GgufModel.read(checkpoint).tensors().forEach(t -> take(tensors, checkpoint, config, t));
        return tensors;
    }

    private static List<SourceTensor> plain(Map<String, Tensor> tensors) {
        var plain = new ArrayList<SourceTensor>();
        tensors.forEach((name, tensor) -> {
            if (!name.endsWith(SCALE)) {
                plain.add(SourceTensor.of(name, tensor));
            }
        });
        return plain;
    }

    private static void take(
            List<SourceTensor> tensors, Checkpoint checkpoint, ModelConfig config, SourceTensor tensor) {
        var name = tensor.name();
        var stack = STACK.matcher(name);
        var half = HALF.matcher(name);
        if (stack.matches()) {
            for (int e = 0; e < tensor.shape()[0]; e++) {
                var hf = "model.layers.%s.mlp.experts.%d.%s_proj.weight".formatted(stack.group(1), e, stack.group(2));
                tensors.add(SourceTensor.of(hf, checkpoint.tensor(hf)));
            }
        } else if (half.matches()) {
            if (half.group(2).equals("k")) {
                var hf = "model.layers." + half.group(1) + ".self_attn.kv_b_proj.weight";
                tensors.add(joined(hf, checkpoint, (Attention.Latent) config.attention()));
            }
        } else if (!name.equals("rope_freqs.weight")) {
            var hf = GgufNames.huggingFace(name)
                    .orElseThrow(() -> FerkelException.of(
                            "%s: tensor '%s' has no place in a Hugging Face folder", checkpoint.path(), name));
            if (config.architecture() == Architecture.LLAMA
                    && TURNED.matcher(name).matches()) {
                int head = ((Attention.GroupedQuery) config.attention()).headDim();
                var rows = new RotaryRows(tensor.rows(), head, Math.toIntExact(tensor.columns()), false);
                tensors.add(SourceTensor.of(hf, tensor.type(), tensor.shape(), rows));
            } else {
                tensors.add(new SourceTensor(hf, tensor.type(), tensor.shape(), tensor.rows(), tensor.stored()));
            }
        }
    }

    private static SourceTensor joined(String name, Checkpoint checkpoint, Attention.Latent latent) {
        var parts = checkpoint
                .split(name)
                .orElseThrow(() ->
                        FerkelException.of("%s: '%s' is in halves, of which one is missing", checkpoint.path(), name));
        return SourceTensor.of(
                name,
                parts.k().type(),
                new long[] {
                    (long) latent.heads() * (latent.nopeHeadDim() + latent.valueHeadDim()), latent.keyValueLoraRank()
                },
                LatentWhole.of(checkpoint.path().toString(), parts, latent));
    }

    /** In the types they are written in: routing biases stay F32. */
    static List<LazyTensor> as(List<SourceTensor> tensors, WeightType type) {
        return tensors.stream().flatMap(t -> as(t, type)).toList();
    }

    /** As {@link #as}, but what is F32 and would be rounded stays F32: a GGUF file's vectors among F16 matrices. */
    static List<LazyTensor> exactly(List<SourceTensor> tensors, WeightType type) {
        return tensors.stream()
                .flatMap(t ->
                        t.type() == DType.F32 && !holds(type.plain(), t) ? Stream.of(t.as(DType.F32)) : as(t, type))
                .toList();
    }

    private static Stream<LazyTensor> as(SourceTensor tensor, WeightType type) {
        if (tensor.name().endsWith("e_score_correction_bias")) {
            return Stream.of(tensor.as(DType.F32));
        }
        if (type == WeightType.FP8 && isFp8(tensor)) {
            var blocks = new Fp8Blocks(tensor);
            return Stream.of(blocks.codes(), blocks.scales());
        }
        return Stream.of(tensor.as(type.plain()));
    }

    private static boolean holds(DType type, SourceTensor tensor) {
        int columns = Math.toIntExact(tensor.columns());
        try (var arena = Arena.ofConfined()) {
            var row = Tensor.allocate(arena, DType.F32, columns);
            var rounded = Tensor.allocate(arena, type, columns);
            var back = Tensor.allocate(arena, DType.F32, columns);
            for (long r = 0; r < Tensor.byteSize(DType.F32, tensor.shape()) / Math.max(4, 4L * columns); r++) {
                tensor.rows().read(r, r + 1, row.address());
                Formats.encode(type, row.address(), rounded.address(), columns);
                Formats.decode(type, rounded.address(), back.address(), columns);
                if (row.data().mismatch(back.data()) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isFp8(SourceTensor tensor) {
        return tensor.shape().length == 2 && inFp8(tensor.name());
    }

    /**
     * Whether DeepSeek-V3's checkpoints hold the matrix of a name in FP8: embedding, head, gates and the module's join they
     * don't (V3 report, section 3.3.1).
     */
    public static boolean inFp8(String name) {
        return !name.contains("embed_tokens")
                && !name.contains("lm_head")
                && !name.contains("shared_head.head")
                && !name.contains("eh_proj")
                && !name.endsWith("mlp.gate.weight");
    }
}
