package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Chooses each tensor's type as llama.cpp's quantiser does (llama-quant.cpp), so that files of a name are alike whoever
 * made them. Asked once for each tensor, in the order of layers.
 */
final class TensorTypes {
    /** What a tensor does, as far as the choice depends on it. */
    private enum Role {
        OUTPUT,
        EMBEDDING,
        VALUES,
        KEYS,
        ATTENTION_OUTPUT,
        FFN_DOWN,
        OTHER
    }

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,5})\\..*");
    private static final Set<FileType> SMALL_MIXES = Set.of(
            FileType.Q2_K,
            FileType.Q3_K_S,
            FileType.Q3_K_M,
            FileType.Q4_K_S,
            FileType.Q4_K_M,
            FileType.IQ4_NL,
            FileType.IQ4_XS);

    private final FileType mix;
    private final Shape shape;
    private final boolean weighted;
    private final boolean tied;
    private final long valueTensors;
    private int values;
    private int downs;

    /** @param weighted whether there is an importance matrix */
    TensorTypes(FileType mix, Shape shape, List<SourceTensor> tensors, boolean weighted) {
        this.mix = mix;
        this.shape = shape;
        this.weighted = weighted;
        this.tied = tensors.stream().noneMatch(t -> role(t.name()) == Role.OUTPUT);
        this.valueTensors =
                tensors.stream().filter(t -> role(t.name()) == Role.VALUES).count();
    }

    /** Whether a tensor is one that is quantised at all: a matrix, but no norm and no gate. */
    static boolean isQuantized(SourceTensor tensor) {
        var name = tensor.name();
        int rank = tensor.shape().length;
        for (int i = 0; i < tensor.shape().length && tensor.shape()[i] == 1 && rank > 1; i++) {
            rank--; // ggml knows no leading ones
        }
        return rank >= 2
                && name.endsWith("weight")
                && !name.contains("_norm.weight")
                && !name.contains("ffn_gate_inp.weight");
    }

    /** The type of the next tensor, which is one of those that are quantised. */
    DType next(SourceTensor tensor) {
        return mix.type().isQuantized() ? fitting(chosen(tensor), tensor.columns()) : mix.type();
    }

    /** What a type becomes where rows are no whole blocks of it. */
    static DType fitting(DType type, long columns) {
        if (columns % type.blockElements() == 0) {
            return type;
        }
        var smaller = switch (type) {
            case Q2_K, Q3_K -> DType.Q4_0;
            case Q4_K -> DType.Q5_0;
            case Q5_K -> DType.Q5_1;
            case Q6_K -> DType.Q8_0;
            case IQ4_XS -> DType.IQ4_NL;
            default -> type;
        };
        return columns % smaller.blockElements() == 0 ? smaller : DType.F16;
    }

    private DType chosen(SourceTensor tensor) {
        var role = role(tensor.name());
        if (role == Role.OUTPUT || tied && role == Role.EMBEDDING) {
            boolean plain = mix == FileType.MXFP4_MOE
                    || tensor.columns() % mix.type().blockElements() != 0
                    || mix.type() == DType.Q8_0;
            return plain ? DType.Q8_0 : DType.Q6_K;
        }
        if (mix == FileType.MXFP4_MOE) {
            boolean stack = tensor.shape().length > 2 && tensor.shape()[tensor.shape().length - 3] > 1;
            return stack ? DType.MXFP4 : DType.Q8_0;
        }
        return switch (role) {
            case VALUES -> values(values++);
            case KEYS -> shape.experts() == 8 ? DType.Q8_0 : mix.type();
            case FFN_DOWN -> down(layer(tensor.name(), downs++));
            case ATTENTION_OUTPUT -> attentionOutput();
            default -> mix.type();
        };
    }

    private static Role role(String name) {
        if (name.equals("output.weight")) {
            return Role.OUTPUT;
        }
        if (name.equals("token_embd.weight")) {
            return Role.EMBEDDING;
        }
        if (name.contains("attn_qkv.weight") || name.contains("attn_kv_b.weight") || name.contains("attn_v.weight")) {
            return Role.VALUES;
        }
        if (name.contains("attn_k.weight")) {
            return Role.KEYS;
        }
        if (name.contains("attn_output.weight")) {
            return Role.ATTENTION_OUTPUT;
        }
        return name.contains("ffn_down") ? Role.FFN_DOWN : Role.OTHER;
    }

    private DType values(int i) {
        var type = switch (mix) {
            case Q2_K -> shape.sharing() >= 4 ? DType.Q4_K : DType.Q3_K;
            case Q2_K_S -> shape.sharing() >= 4 ? DType.Q4_K : mix.type();
            case Q3_K_M -> i < 2 ? DType.Q5_K : DType.Q4_K;
            case Q3_K_L -> DType.Q5_K;
            case IQ4_NL, IQ4_XS -> shape.sharing() >= 4 ? DType.Q5_K : mix.type();
            case Q4_K_M, Q5_K_M -> moreBits(i, (int) valueTensors) ? DType.Q6_K : mix.type();
            case Q4_K_S -> i < 4 ? DType.Q5_K : mix.type();
            default -> mix.type();
        };
        if (shape.experts() == 8) {
            return DType.Q8_0;
        }
        return shape.large() && (type == DType.Q3_K || type == DType.Q4_K) ? DType.Q5_K : type;
    }

    private DType down(int layer) {
        int layers = shape.layers();
        return switch (mix) {
            case Q2_K -> DType.Q3_K;
            case Q2_K_S -> layer < layers / 8 ? DType.Q4_K : mix.type();
            case Q3_K_M -> layer < layers / 16 ? DType.Q5_K : DType.Q4_K;
            case Q3_K_L -> DType.Q5_K;
            case Q4_K_M, Q5_K_M -> moreBits(layer, layers) ? DType.Q6_K : mix.type();
            case Q4_K_S -> layer < layers / 8 ? DType.Q5_K : mix.type();
            case IQ4_NL, IQ4_XS -> layer < layers / 8 && !weighted ? DType.Q5_K : mix.type();
            case Q4_0 -> layer < layers / 8 && weighted ? DType.Q4_1 : mix.type();
            case Q5_0 -> layer < layers / 8 && weighted ? DType.Q5_1 : mix.type();
            default -> mix.type();
        };
    }

    private DType attentionOutput() {
        if (shape.experts() == 8) {
            return SMALL_MIXES.contains(mix) ? DType.Q5_K : mix.type();
        }
        return switch (mix) {
            case Q2_K -> DType.Q3_K;
            case Q3_K_M -> DType.Q4_K;
            case Q3_K_L -> DType.Q5_K;
            default -> mix.type();
        };
    }

    /** The first and last eighth of the layers, and every third of the others. */
    private static boolean moreBits(int i, int n) {
        return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2;
    }

    /** With experts the layer is the one in the name, since a layer may have several such tensors. */
    private int layer(String name, int counted) {
        if (shape.experts() <= 1) {
            return counted;
        }
        var block = BLOCK.matcher(name);
        if (!block.matches() || Integer.parseInt(block.group(1)) >= shape.layers()) {
            throw FerkelException.of("tensor '%s' is of none of the %d layers", name, shape.layers());
        }
        return Integer.parseInt(block.group(1));
    }
}
