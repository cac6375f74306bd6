package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which files are needed, in repositories laid out as the well-known ones are. */
class FileChoiceTest {
    private static final long GB = 1_000_000_000;

    /** As unsloth lays out big models: a folder a type, split files. */
    private static final List<HubFile> BIG = List.of(
            file("BF16/M-BF16-00001-of-00002.gguf", 45 * GB),
            file("BF16/M-BF16-00002-of-00002.gguf", 45 * GB),
            file("Q8_0/M-Q8_0-00001-of-00002.gguf", 25 * GB),
            file("Q8_0/M-Q8_0-00002-of-00002.gguf", 22 * GB),
            file("M-Q4_K_M.gguf", 26 * GB),
            file("M-UD-Q4_K_XL.gguf", 27 * GB),
            file("M-IQ1_S.gguf", 9 * GB),
            file("M-Q2_K-00002-of-00002.gguf", GB),
            file("mmproj-F16.gguf", GB),
            file("imatrix_unsloth.gguf", GB),
            file("config.json", 1000),
            file("README.md", 1000));

    private static final List<HubFile> FOLDER = Stream.of(
                    "config.json",
                    "tokenizer.json",
                    "model.safetensors.index.json",
                    "model-1.safetensors",
                    "model-2.safetensors",
                    "consolidated.safetensors",
                    "pytorch_model.bin",
                    "onnx/model.onnx",
                    "README.md",
                    "M-Q4_K_M.gguf")
            .map(n -> file(n, 10))
            .toList();

    private static HubFile file(String path, long size) {
        return new HubFile(path, size, "", Optional.empty(), Optional.empty());
    }

    private static Choice choose(String name, List<HubFile> files, long memory) {
        return new FileChoice(HubName.of(name), files, memory).of(Need.WEIGHTS, List.of());
    }

    private static List<String> paths(Choice choice) {
        return choice.files().stream().map(HubFile::path).toList();
    }

    @Test
    void folder() {
        var choosing = new FileChoice(HubName.of("a/b"), FOLDER, GB);
        assertThat(choosing.index(Need.WEIGHTS)).map(HubFile::path).contains("model.safetensors.index.json");
        assertThat(choosing.index(Need.TEXT)).isEmpty();
        var whole = choosing.of(Need.WEIGHTS, List.of("model-1.safetensors", "model-2.safetensors"));
        assertThat(whole.open()).isEmpty();
        assertThat(paths(whole))
                .containsExactlyInAnyOrder(
                        "config.json",
                        "tokenizer.json",
                        "README.md",
                        "model.safetensors.index.json",
                        "model-1.safetensors",
                        "model-2.safetensors");
        assertThat(paths(choosing.of(Need.TEXT, List.of())))
                .containsExactlyInAnyOrder("config.json", "tokenizer.json", "README.md");
        assertThatThrownBy(() -> choosing.of(Need.WEIGHTS, List.of("model-3.safetensors")))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("names 'model-3.safetensors', which is not there");
    }

    /** One whole file comes before shards, as Checkpoint reads them. */
    @Test
    void oneFile() {
        var files = Stream.concat(FOLDER.stream(), Stream.of(file("model.safetensors", 10)))
                .toList();
        assertThat(paths(choose("a/b", files, GB)))
                .containsExactlyInAnyOrder("config.json", "tokenizer.json", "README.md", "model.safetensors");
    }

    @Test
    void bestFitting() {
        assertThat(choose("a/b", BIG, 100 * GB).open()).isEqualTo("Q8_0/M-Q8_0-00001-of-00002.gguf");
        assertThat(paths(choose("a/b", BIG, 47 * GB)))
                .containsExactly("Q8_0/M-Q8_0-00001-of-00002.gguf", "Q8_0/M-Q8_0-00002-of-00002.gguf");
        assertThat(choose("a/b", BIG, 46 * GB).open()).isEqualTo("M-UD-Q4_K_XL.gguf");
        assertThat(choose("a/b", BIG, 10 * GB).open()).isEqualTo("M-IQ1_S.gguf");
        assertThatThrownBy(() -> choose("a/b", BIG, 8 * GB))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no GGUF file fits into the 8.0 GB")
                .hasMessageContaining("IQ1_S (9.0 GB)");
        var floats = List.of(file("m-f16.gguf", 2 * GB), file("m.f32.gguf", 4 * GB));
        assertThat(choose("a/b", floats, 100 * GB).open()).isEqualTo("m-f16.gguf");
    }

    @Test
    void byType() {
        assertThat(choose("a/b:Q4_K_M", BIG, GB).open()).isEqualTo("M-Q4_K_M.gguf");
        assertThat(choose("a/b:q4_k_m", FOLDER, GB).open()).isEqualTo("M-Q4_K_M.gguf");
        assertThat(choose("a/b:UD-Q4_K_XL", BIG, GB).open()).isEqualTo("M-UD-Q4_K_XL.gguf");
        assertThat(choose("a/b:Q4_K_XL", BIG, GB).open()).isEqualTo("M-UD-Q4_K_XL.gguf");
        assertThat(paths(choose("a/b:bf16", BIG, GB))).hasSize(2);
        assertThatThrownBy(() -> choose("a/b:Q5_K_M", BIG, GB))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no GGUF type 'Q5_K_M'; there is IQ1_S (9.0 GB), Q4_K_M (26.0 GB)");
        assertThatThrownBy(() -> choose("a/b:M", BIG, GB))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("name one of them");
    }

    @Test
    void byFile() {
        assertThat(choose("a/b:M-IQ1_S.gguf", BIG, GB).open()).isEqualTo("M-IQ1_S.gguf");
        assertThat(choose("a/b:M-Q8_0-00001-of-00002.gguf", BIG, GB).files()).hasSize(2);
        assertThat(choose("a/b:Q8_0/M-Q8_0-00002-of-00002.gguf", BIG, GB).open())
                .isEqualTo("Q8_0/M-Q8_0-00001-of-00002.gguf");
        assertThat(paths(choose("a/b:tokenizer.json", FOLDER, GB))).containsExactly("tokenizer.json");
        assertThat(paths(choose("a/b:consolidated.safetensors", FOLDER, GB)))
                .containsExactly("consolidated.safetensors", "config.json", "tokenizer.json");
        assertThatThrownBy(() -> choose("a/b:M-Q2_K-00002-of-00002.gguf", BIG, GB))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("parts of this split file are missing");
    }

    @Test
    void nothingToRead() {
        var files = List.of(file("pytorch_model.bin", 1), file("config.json", 1));
        assertThatThrownBy(() -> choose("a/b", files, GB))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no weights that Ferkel reads")
                .hasMessageContaining("pytorch_model.bin");
        assertThat(paths(new FileChoice(HubName.of("a/b"), files, GB).of(Need.TEXT, List.of())))
                .containsExactly("config.json");
    }
}
