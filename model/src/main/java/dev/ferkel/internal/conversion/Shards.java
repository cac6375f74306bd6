package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.checkpoint.GgufWriter;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import tools.jackson.databind.json.JsonMapper;

/** Tensors over several files, each of at most so many bytes or of one tensor. */
record Shards(List<List<LazyTensor>> parts) {
    static Shards of(List<LazyTensor> tensors, long mostBytes) {
        var parts = new ArrayList<List<LazyTensor>>();
        long size = 0;
        for (var tensor : tensors) {
            if (parts.isEmpty()
                    || size + tensor.byteSize() > mostBytes && !parts.getLast().isEmpty()) {
                parts.add(new ArrayList<>());
                size = 0;
            }
            parts.getLast().add(tensor);
            size += tensor.byteSize();
        }
        return new Shards(parts);
    }

    long byteSize() {
        return parts.stream()
                .flatMap(List::stream)
                .mapToLong(LazyTensor::byteSize)
                .sum();
    }

    /** Into a folder, with an index where there are several. */
    void safetensors(Path folder, LongConsumer written) throws IOException {
        var map = JsonMapper.shared().createObjectNode();
        for (int i = 0; i < parts.size(); i++) {
            var name = parts.size() == 1
                    ? "model.safetensors"
                    : "model-%05d-of-%05d.safetensors".formatted(i + 1, parts.size());
            SafetensorsWriter.write(folder.resolve(name), parts.get(i), Map.of("format", "pt"), written);
            parts.get(i).forEach(tensor -> map.put(tensor.name(), name));
        }
        if (parts.size() > 1) {
            var index = JsonMapper.shared().createObjectNode();
            index.putObject("metadata").put("total_size", byteSize());
            index.set("weight_map", map);
            Files.write(
                    folder.resolve("model.safetensors.index.json"),
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
        }
    }

    /** As llama.cpp's split files NAME-00001-of-00003.gguf; the first, without which none is opened, comes last. */
    void gguf(Path file, GgufKeys keys, LongConsumer written) throws IOException {
        if (parts.size() == 1) {
            GgufWriter.write(file, keys, parts.getFirst(), written);
            return;
        }
        var stem = file.getFileName().toString().replaceFirst("\\.gguf$", "");
        var done = new ArrayList<Path>();
        int tensors = parts.stream().mapToInt(List::size).sum();
        try {
            for (int i = parts.size() - 1; i >= 0; i--) {
                var part = file.resolveSibling("%s-%05d-of-%05d.gguf".formatted(stem, i + 1, parts.size()));
                var own = i == 0 ? keys.copy() : new GgufKeys();
                own.count16("split.no", i).count16("split.count", parts.size()).signed("split.tensors.count", tensors);
                GgufWriter.write(part, own, parts.get(i), written);
                done.add(part);
            }
        } catch (RuntimeException e) {
            for (var part : done) {
                Files.deleteIfExists(part);
            }
            throw e;
        }
    }
}
