package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model's files, mapped and not copied: a GGUF file (or the first of a split), a Hugging Face folder, or a safetensors
 * file. Everything read from it is checked first; tensors are valid until {@link #close}.
 */
public final class Checkpoint implements AutoCloseable {
    /** Small matrices share large pages. */
    private static final long SLAB_BYTES = 32L << 20;

    private static final Pattern SPLIT = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*\\.safetensors");
    private static final int MAX_ROPE_DIVISORS = 1 << 16;
    private static final String SCALE = "_scale_inv";

    private final Path path;
    private final boolean gguf;
    private MemorySegment slab = MemorySegment.NULL;
    private final Arena arena = Arena.ofShared();
    private final List<Path> files = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> joined = new HashMap<>();
    private GgufKeys keys = new GgufKeys();

    private Checkpoint(Path path, boolean gguf) {
        this.path = path;
        this.gguf = gguf;
    }

    /** Opens and checks a model's files; errors name the file, what was found and what was expected. */
    public static Checkpoint open(Path path) {
        if (!Files.exists(path)) {
            throw FerkelException.of("%s: no such file or folder", path);
        }
        boolean gguf = Files.isRegularFile(path) && !path.toString().endsWith(".safetensors");
        var checkpoint = new Checkpoint(path, gguf);
        try {
            if (gguf) {
                checkpoint.readGguf();
            } else if (Files.isDirectory(path)) {
                checkpoint.readFolder();
            } else {
                checkpoint.addAll(path, SafetensorsFile.read(path, checkpoint.arena));
            }
            checkpoint.attachScales();
            return checkpoint;
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        } catch (InternalError e) { // how the JVM reports a page that is not there any more
            checkpoint.close();
            throw new FerkelException(path + ": got shorter while it was read", e);
        }
    }

    private void readGguf() {
        var split = SPLIT.matcher(path.getFileName().toString());
        int parts = split.matches() ? Integer.parseInt(split.group(3)) : 1;
        if (split.matches() && (Integer.parseInt(split.group(2)) != 1 || parts == 0)) {
            throw FerkelException.of(
                    "%s: is part %s of %s of a split model, open part 00001", path, split.group(2), split.group(3));
        }
        for (int part = 1; part <= parts; part++) {
            var file = parts == 1
                    ? path
                    : path.resolveSibling("%s-%05d-of-%05d.gguf".formatted(split.group(1), part, parts));
            var read = new GgufFile(file.toString(), MappedFile.map(file, arena));
            if (part == 1) {
                metadata.putAll(read.metadata());
                keys = read.keys();
            }
            checkSplit(file, read.metadata(), part, parts);
            addAll(file, read.tensors());
        }
        if (parts > 1 && metadata.get("split.tensors.count") instanceof Number n && n.longValue() != tensors.size()) {
            throw FerkelException.of("%s: the parts hold %d tensors, expected %s", path, tensors.size(), n);
        }
    }

    private static void checkSplit(Path file, Map<String, Object> metadata, int part, int parts) {
        long count = metadata.get("split.count") instanceof Number n ? n.longValue() : parts;
        long number = metadata.get("split.no") instanceof Number n ? n.longValue() + 1 : part;
        if (parts == 1 ? count > 1 : count != parts || number != part) {
            throw FerkelException.of(
                    "%s: says that it is part %d of %d ('split.no', 'split.count'), expected %d of %d by its name",
                    file, number, count, part, parts);
        }
    }

    private void readFolder() {
        var index = path.resolve("model.safetensors.index.json");
        var single = path.resolve("model.safetensors");
        if (Files.exists(single) || !Files.exists(index)) {
            if (!Files.exists(single) && Files.exists(path.resolve("adapter_config.json"))) {
                throw FerkelException.of(
                        "%s: is an adapter and no model: name its base, and this with --adapter, or merge the two",
                        path);
            }
            addAll(single, SafetensorsFile.read(single, arena));
            return;
        }
        var map = TextFiles.json(index, TextFiles.LARGE).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw FerkelException.of("%s: 'weight_map' is missing", index);
        }
        var shards = new LinkedHashMap<String, List<String>>();
        for (var entry : map.properties()) {
            shards.computeIfAbsent(entry.getValue().asString(""), s -> new ArrayList<>())
                    .add(entry.getKey());
        }
        shards.forEach((shard, names) -> readShard(index, shard, names));
    }

    private void readShard(Path index, String shard, List<String> names) {
        if (!SHARD.matcher(shard).matches()) {
            throw FerkelException.of(
                    "%s: 'weight_map' names '%s', expected a safetensors file beside it", index, shard);
        }
        var file = path.resolve(shard);
        var found = SafetensorsFile.read(file, arena);
        for (var name : names) {
            if (!found.containsKey(name)) {
                throw FerkelException.of("%s: tensor '%s' is not in '%s'", index, name, shard);
            }
        }
        addAll(file, found);
    }

    private void addAll(Path file, Map<String, Tensor> more) {
        files.add(file);
        more.forEach((name, tensor) -> {
            if (tensors.put(name, tensor) != null) {
                throw FerkelException.of("%s: tensor '%s' is in another file, too", file, name);
            }
        });
    }

    private void attachScales() {
        for (var entry : tensors.entrySet()) {
            if (entry.getValue().type() == DType.F8_E4M3) {
                var scale = tensors.get(entry.getKey() + SCALE);
                if (scale == null) {
                    throw FerkelException.of(
                            "%s: tensor '%s' is F8_E4M3, but '%s' is missing",
                            path, entry.getKey(), entry.getKey() + SCALE);
                }
                try {
                    entry.setValue(entry.getValue().withScale(scale));
                } catch (FerkelException e) {
                    throw new FerkelException(path + ": tensor '" + entry.getKey() + "': " + e.getMessage(), e);
                }
            }
        }
    }

    public Path path() {
        return path;
    }

    /** The files with its tensors. */
    public List<Path> files() {
        return Collections.unmodifiableList(files);
    }

    /** Where a model's packed matrices may be kept: a file beside a file, or in a folder. */
    public static Path panels(Path path) {
        return Files.isDirectory(path)
                ? path.resolve("model.panels")
                : path.resolveSibling(path.getFileName() + ".panels");
    }

    /** Another file as memory, for as long as this is open. */
    public MemorySegment map(Path file) {
        return MappedFile.map(file, arena);
    }

    public boolean isGguf() {
        return gguf;
    }

    /** Bytes of all tensors. */
    public long byteSize() {
        return tensors.values().stream().mapToLong(Tensor::byteSize).sum();
    }

    /** What the network is: from GGUF metadata or the {@code config.json} beside the weights. */
    public ModelConfig config() {
        if (!gguf) {
            return ModelConfig.read(
                    Files.isDirectory(path) ? path.resolve("config.json") : path.resolveSibling("config.json"));
        }
        var embedding = tensors.get("token_embd.weight");
        if (embedding == null || embedding.rank() != 2) {
            throw FerkelException.of("%s: tensor 'token_embd.weight' is missing or no matrix", path);
        }
        return ModelConfig.fromGguf(
                path.toString(),
                metadata,
                Optional.ofNullable(tensors.get("rope_freqs.weight")).map(this::ropeDivisors),
                embedding.dim(0),
                !tensors.containsKey("output.weight"));
    }

    private float[] ropeDivisors(Tensor tensor) {
        if (tensor.type() != DType.F32 || tensor.rank() != 1 || tensor.elements() > MAX_ROPE_DIVISORS) {
            throw FerkelException.of(
                    "%s: tensor 'rope_freqs.weight' is %s, expected a F32 vector of at most %d",
                    path, tensor, MAX_ROPE_DIVISORS);
        }
        return tensor.toFloatArray();
    }

    /** GGUF metadata: texts, numbers, booleans; arrays as String[], int[], float[] or lists. Empty for other files. */
    public Map<String, Object> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** GGUF metadata with the types of its values, valid until this is closed; none for other files. */
    public GgufKeys keys() {
        return keys.copy();
    }

    /** Every tensor under its name in the file, FP8 matrices with their scales. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** A tensor by its Hugging Face name, whatever the file calls it. */
    public synchronized Optional<Tensor> find(String name) {
        if (!gguf) {
            return Optional.ofNullable(tensors.get(name));
        }
        var split = split(name);
        if (split.isPresent()) {
            return Optional.of(joined.computeIfAbsent(name, n -> split.get().join(path.toString(), arena)));
        }
        return GgufNames.find(path.toString(), tensors, name);
    }

    /** The two tensors that newer GGUF files split MLA's kv_b into; empty where the name or the file is another. */
    public Optional<SplitKeyValues> split(String name) {
        return GgufNames.blockOfKvB(name).filter(b -> gguf).flatMap(block -> {
            var k = tensors.get(block + "attn_k_b.weight");
            var v = tensors.get(block + "attn_v_b.weight");
            return k == null || v == null ? Optional.empty() : Optional.of(new SplitKeyValues(k, v));
        });
    }

    /** {@link #find}, or an error that names the tensor. */
    public Tensor tensor(String name) {
        return find(name).orElseThrow(() -> FerkelException.of("%s: tensor '%s' is missing", path, name));
    }

    /** Memory for as long as the checkpoint is open, 64 bytes aligned. */
    public synchronized MemorySegment allocate(long bytes) {
        try {
            long size = (bytes + Tensor.ALIGNMENT - 1) & -Tensor.ALIGNMENT;
            if (size > SLAB_BYTES / 4) {
                return Pages.allocate(bytes, arena);
            }
            if (slab.byteSize() < size) {
                slab = Pages.allocate(SLAB_BYTES, arena);
            }
            var memory = slab.asSlice(0, bytes);
            slab = slab.asSlice(size);
            return memory;
        } catch (OutOfMemoryError e) {
            throw new FerkelException(path + ": no memory for %d bytes of weights".formatted(bytes), e);
        }
    }

    /** A copy of a tensor as F32, kept until the checkpoint closes. */
    public Tensor f32(Tensor tensor) {
        return Formats.toF32(tensor, arena);
    }

    @Override
    public void close() {
        arena.close();
    }
}
