package dev.ferkel.internal.run;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model again, its weights in another layout. */
final class PublishStage {
    private PublishStage() {}

    static void run(PublishSettings settings, Path model, Path output) throws IOException {
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        new ModelFiles(model.resolve("config.json"), Optional.of(model), Optional.empty()).write(aside);
        try (var checkpoint = Checkpoint.open(model);
                var layout = new WeightLayout(settings.layout())) {
            SafetensorsWriter.write(
                    aside.resolve("model.safetensors"), layout.tensors(checkpoint.tensors()), Map.of("format", "pt"));
        }
        if (settings.layout() == PublishSettings.Layout.FP8) {
            describeFp8(aside.resolve("config.json"));
        }
        Folders.publish(aside, output);
    }

    private static void describeFp8(Path config) throws IOException {
        var json = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(config));
        var quantization = json.putObject("quantization_config");
        quantization.put("quant_method", "fp8").put("fmt", "e4m3").put("activation_scheme", "dynamic");
        quantization.putArray("weight_block_size").add(WeightLayout.BLOCK).add(WeightLayout.BLOCK);
        Files.write(config, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
