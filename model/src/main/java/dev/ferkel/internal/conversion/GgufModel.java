package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A model as a GGUF file holds it: read from one, or what a folder becomes.
 *
 * @param tensors in the order of layers, then names, as llama.cpp walks through them
 */
record GgufModel(GgufKeys keys, List<SourceTensor> tensors, Shape shape) {
    /** Of the block formats: ggml's GGML_QNT_VERSION. */
    static final int QUANTIZATION_VERSION = 2;

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,9})\\..*");

    static GgufModel of(GgufKeys keys, List<SourceTensor> tensors, Shape shape) {
        var sorted = new ArrayList<>(tensors);
        sorted.sort(Comparator.<SourceTensor>comparingInt(t -> block(t.name())).thenComparing(SourceTensor::name));
        return new GgufModel(keys, sorted, shape);
    }

    /** Of an open GGUF file, whatever network it is, or of an open folder. */
    static GgufModel read(Checkpoint checkpoint) {
        if (!checkpoint.isGguf()) {
            return FolderModel.read(checkpoint);
        }
        var tensors = new ArrayList<SourceTensor>();
        checkpoint.tensors().forEach((name, tensor) -> tensors.add(SourceTensor.of(name, tensor)));
        return of(checkpoint.keys().remove(key -> key.startsWith("split.")), tensors, shape(checkpoint.metadata()));
    }

    private static Shape shape(Map<String, Object> metadata) {
        var architecture = String.valueOf(metadata.get("general.architecture"));
        int layers = number(metadata, architecture + ".block_count", 0);
        int heads = number(metadata, architecture + ".attention.head_count", 0);
        int keyHeads = number(metadata, architecture + ".attention.head_count_kv", heads);
        boolean large =
                layers == 80 && (architecture.equals("qwen2") || architecture.equals("llama") && heads != keyHeads);
        return new Shape(
                layers,
                number(metadata, architecture + ".expert_count", 0),
                keyHeads <= 0 ? 0 : heads / keyHeads,
                large);
    }

    private static int number(Map<String, Object> metadata, String key, int otherwise) {
        return switch (metadata.get(key)) {
            case Number n -> n.intValue();
            case int[] layers -> layers.length == 0 ? otherwise : layers[0];
            case null -> otherwise;
            default -> otherwise;
        };
    }

    private static int block(String name) {
        var block = BLOCK.matcher(name);
        return block.matches() ? Integer.parseInt(block.group(1)) : -1;
    }
}
