package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.AdapterConfig;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Shared;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    private static final String MODEL =
            Shared.root().resolve("models/piglet-base").toString();

    @TempDir
    private Path folder;

    private Path adapter(float value) throws Exception {
        var target = Files.createDirectories(folder.resolve("adapter"));
        var module = "model.layers.3.self_attn.o_proj.lora_";
        try (var arena = Arena.ofShared()) {
            var a = Tensor.allocate(arena, DType.F32, 1, 256);
            var b = Tensor.allocate(arena, DType.F32, 256, 1);
            for (int i = 0; i < 256; i++) {
                a.set(i, i % 3 - 1);
                b.set(i, value * (i % 5 - 2));
            }
            Adapter.write(
                    target,
                    new AdapterConfig(MODEL, 1, 1, false, List.of("o_proj")),
                    Map.of(module + "A.weight", a, module + "B.weight", b));
        }
        return target;
    }

    private static String ids(String... model) {
        var args = new ArrayList<>(List.of("run"));
        args.addAll(List.of(model));
        args.addAll(List.of("--raw", "What is 12 + 30?\n", "-t", "0", "-n", "12", "--output", "ids", "--exact"));
        var run = Cli.run(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    /** An adapter that is run beside the model, and one that is merged, say the same, and something else than the model. */
    @Test
    void besideAndMerged() throws Exception {
        var adapter = adapter(0.5f).toString();
        var merged = folder.resolve("merged").toString();
        var done = Cli.run("merge", MODEL, adapter, merged, "--type", "f32");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo(merged + "\n");
        assertThat(ids(merged)).isEqualTo(ids(MODEL, "--adapter", adapter)).isNotEqualTo(ids(MODEL));
    }

    @Test
    void mistakes() throws Exception {
        var adapter = adapter(1).toString();
        var model = Cli.run("run", adapter, "Hello");
        assertThat(model.code()).isEqualTo(2);
        assertThat(model.err()).contains("is an adapter and no model", "--adapter");
        var none = Cli.run("merge", MODEL, MODEL, folder + "/x");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("is no folder with adapter_config.json");
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
