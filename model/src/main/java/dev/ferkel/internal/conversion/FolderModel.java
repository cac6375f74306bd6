package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.checkpoint.GgufNames;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.Experts;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.Rope;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A Hugging Face folder as a GGUF file has it: experts stacked, MLA's kv_b split in two, Llama's rows in the order of its
 * rotary embedding, what llama.cpp wants in F32 in F32.
 */
final class FolderModel {
    private static final Pattern EXPERT =
            Pattern.compile("model\\.layers\\.(\\d{1,5})\\.mlp\\.experts\\.(\\d{1,5})\\.(gate|up|down)_proj\\.weight");
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,5})\\..+");
    private static final Pattern TURNED = Pattern.compile("blk\\.\\d+\\.attn_[qk]\\.weight");
    private static final String SCALE = "_scale_inv";

    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final List<SourceTensor> tensors = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Tensor>> stacks = new TreeMap<>();

    private FolderModel(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
    }

    /** Of an open folder. */
    static GgufModel read(Checkpoint checkpoint) {
        try {
            return new FolderModel(checkpoint).read();
        } catch (FerkelException e) {
            throw new FerkelException(checkpoint.path() + ": " + e.getMessage(), e);
        }
    }

    /** Where the config and the tokenizer are. */
    static Path folder(Checkpoint checkpoint) {
        var path = checkpoint.path().toAbsolutePath();
        return Files.isDirectory(path) ? path : path.resolveSibling("");
    }

    private GgufModel read() {
        checkpoint.tensors().forEach(this::take);
        stacks.forEach(this::stack);
        if (config.rope().scaling() instanceof Rope.Llama3 llama3) {
            var divisors = Tensor.of(
                    Arena.ofAuto(),
                    config.rope().divisors(llama3),
                    config.rope().dim() / 2);
            tensors.add(SourceTensor.of("rope_freqs.weight", divisors));
        }
        var folder = folder(checkpoint);
        var keys = new GgufKeys()
                .text("general.architecture", NetworkKeys.architecture(config.architecture()))
                .text("general.type", "model")
                .text("general.name", String.valueOf(folder.normalize().getFileName()));
        NetworkKeys.add(keys, config);
        TextKeys.add(keys, folder, config.vocabularySize());
        return GgufModel.of(keys, tensors, shape());
    }

    private Shape shape() {
        int heads = config.attention().heads();
        int sharing = config.attention() instanceof Attention.GroupedQuery g ? heads / g.keyValueHeads() : heads;
        boolean large = config.layers() == 80
                && (config.architecture() == Architecture.QWEN2
                        || config.architecture() == Architecture.LLAMA && sharing > 1);
        return new Shape(
                config.layers() + config.mtpLayers(),
                config.experts().map(Experts::routed).orElse(0),
                sharing,
                large);
    }

    private void take(String name, Tensor tensor) {
        var layer = LAYER.matcher(name);
        boolean beyond = layer.matches() && Integer.parseInt(layer.group(1)) >= config.layers() + config.mtpLayers();
        boolean again = config.tiedEmbeddings() && name.equals("lm_head.weight");
        if (beyond || again || name.endsWith(SCALE) || name.endsWith("rotary_emb.inv_freq")) {
            return;
        }
        var expert = EXPERT.matcher(name);
        if (expert.matches()) {
            stacks.computeIfAbsent(
                            "blk.%s.ffn_%s_exps.weight".formatted(expert.group(1), expert.group(3)),
                            n -> new TreeMap<>())
                    .put(Integer.parseInt(expert.group(2)), tensor);
            return;
        }
        var gguf = GgufNames.of(name)
                .orElseThrow(() -> FerkelException.of("tensor '%s' has no place in a GGUF file", name));
        if (config.attention() instanceof Attention.Latent latent && gguf.endsWith("attn_kv_b.weight")) {
            split(gguf, tensor, latent);
        } else if (config.architecture() == Architecture.LLAMA
                && TURNED.matcher(gguf).matches()) {
            turned(gguf, tensor);
        } else {
            add(gguf, tensor);
        }
    }

    private void add(String name, Tensor tensor) {
        var source = SourceTensor.of(name, tensor);
        tensors.add(new SourceTensor(name, type(name, tensor), source.shape(), source.rows(), source.stored()));
    }

    private void turned(String name, Tensor tensor) {
        var grouped = (Attention.GroupedQuery) config.attention();
        int heads = name.endsWith("q.weight") ? grouped.heads() : grouped.keyValueHeads();
        expect(name, tensor, (long) heads * grouped.headDim(), config.hiddenSize());
        tensors.add(SourceTensor.of(
                name,
                type(name, tensor),
                tensor.shape(),
                new RotaryRows(F32Rows.of(tensor), grouped.headDim(), tensor.size(1), true)));
    }

    private void split(String name, Tensor tensor, Attention.Latent l) {
        int rows = l.nopeHeadDim() + l.valueHeadDim();
        expect(name, tensor, (long) l.heads() * rows, l.keyValueLoraRank());
        var block = name.substring(0, name.length() - "attn_kv_b.weight".length());
        for (boolean keys : new boolean[] {true, false}) {
            tensors.add(SourceTensor.of(
                    block + (keys ? "attn_k_b.weight" : "attn_v_b.weight"),
                    type(name, tensor),
                    keys
                            ? new long[] {l.heads(), l.keyValueLoraRank(), l.nopeHeadDim()}
                            : new long[] {l.heads(), l.valueHeadDim(), l.keyValueLoraRank()},
                    new LatentHalf(F32Rows.of(tensor), l.nopeHeadDim(), l.valueHeadDim(), l.keyValueLoraRank(), keys)));
        }
    }

    private void stack(String name, TreeMap<Integer, Tensor> experts) {
        int routed = config.experts().map(Experts::routed).orElse(0);
        var first = experts.firstEntry().getValue();
        if (experts.size() != routed || experts.lastKey() != routed - 1) {
            throw FerkelException.of("'%s' has %d experts, expected %d", name, experts.size(), routed);
        }
        for (var tensor : experts.values()) {
            expect(name, tensor, first.dim(0), first.dim(-1));
        }
        tensors.add(SourceTensor.of(
                name,
                type(name, first),
                new long[] {routed, first.dim(0), first.dim(1)},
                new Stack(experts.values().stream().map(F32Rows::of).toList(), first.dim(0), first.size(1))));
    }

    private static void expect(String name, Tensor tensor, long rows, long columns) {
        if (tensor.rank() != 2 || tensor.dim(0) != rows || tensor.dim(1) != columns) {
            throw FerkelException.of("'%s' has shape %s, expected [%d, %d]", name, tensor.shapeText(), rows, columns);
        }
    }

    /** Vectors and gates have to be F32 for llama.cpp; FP8 is a type that GGUF has not. */
    private static DType type(String name, Tensor tensor) {
        if (tensor.rank() < 2 || name.endsWith("ffn_gate_inp.weight")) {
            return DType.F32;
        }
        return tensor.type() == DType.F8_E4M3 ? DType.BF16 : tensor.type();
    }
}
