package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Python;
import dev.ferkel.testing.Shared;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ferkel publish}: what is missing in a folder, a line each. */
class PublishCommandTest {
    private static final String CARD = """
            ---
            license: apache-2.0
            library_name: transformers
            pipeline_tag: text-generation
            tags: [llama, test]
            base_model:
            - org/base
            ---
            # A card
            """ + "It says what the model is for. ".repeat(5);

    @TempDir
    Path folder;

    @BeforeEach
    void whole() throws IOException {
        TinyChat.plain(folder);
        Files.writeString(folder.resolve("README.md"), CARD);
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 1}");
    }

    private Cli publish(String... more) {
        var args = new java.util.ArrayList<>(java.util.List.of("publish", folder.toString()));
        args.addAll(java.util.List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void nothingMissing() {
        var run = publish();
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.lines())
                .anyMatch(l -> l.matches("ok +config.json: llama, \\d+ layers"))
                .anyMatch(l -> l.matches("ok +model.safetensors: \\d+ tensors, .*, all that the config expects"))
                .anyMatch(l -> l.matches("ok +README.md: base_model org/base"))
                .noneMatch(l -> l.startsWith("missing"));
        assertThat(publish("--quiet")).isEqualTo(new Cli(0, "", ""));
    }

    @Test
    void emptyFolder() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));
        var run = Cli.run("publish", empty.toString());
        assertThat(run.code()).isEqualTo(1);
        for (var file :
                new String[] {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"
                }) {
            assertThat(run.lines()).anyMatch(l -> l.startsWith("missing  " + file + ": "));
        }
        assertThat(run.lines()).anyMatch(l -> l.startsWith("advice   generation_config.json: "));
        assertThat(Cli.run("publish", folder.resolve("nowhere").toString()).code())
                .isEqualTo(2);
    }

    private void missing(String told) {
        var run = publish("--quiet");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains(told);
    }

    @Test
    void tensorsThatAreMissing() throws IOException {
        var config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replaceFirst("\"num_hidden_layers\": (\\d+)", "\"num_hidden_layers\": 9$1"));
        missing("tensor 'model.layers.");
    }

    @Test
    void shards() throws IOException {
        var whole = folder.resolve("model.safetensors");
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"model.norm.weight\": \"a.safetensors\"}}");
        missing("model.safetensors.index.json: is there beside model.safetensors");
        Files.move(whole, folder.resolve("a.safetensors"));
        missing("does not name tensor '");
    }

    @Test
    void cards() throws IOException {
        var card = folder.resolve("README.md");
        Files.writeString(card, "# No block");
        missing("README.md: does not begin with the metadata block");
        Files.writeString(card, "---\nlicense: mit\n");
        missing("has no end");
        Files.writeString(card, "---\n{[\n---\n");
        missing("is no YAML");
        Files.writeString(card, "---\ntags: [a]\n---\n");
        missing("has no 'license'");
        Files.writeString(card, "---\nlicense: other\n---\n");
        missing("'license_name' has to name it");
        assertThat(publish().out())
                .contains("missing  LICENSE: ", "advice   README.md: its metadata has no 'base_model'");
    }

    @Test
    void filesThatShouldNotBeThere() throws IOException {
        Files.writeString(folder.resolve("pytorch_model.bin"), "x");
        Files.writeString(folder.resolve("model.part"), "x");
        assertThat(publish().out()).contains("advice   model.part: ", "advice   pytorch_model.bin: ");
        Files.createSymbolicLink(folder.resolve("vocab.txt"), Path.of("config.json"));
        missing("vocab.txt: is a link");
    }

    @Test
    void checksums() throws IOException, InterruptedException {
        // of a run that was killed; it is written over and renamed
        Files.writeString(folder.resolve(Checksums.FILE + ".part"), "half a line");
        assertThat(publish("--checksums").code()).isZero();
        var check = new ProcessBuilder("sha256sum", "--check", "--quiet", Checksums.FILE)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(check.waitFor()).isZero();
        assertThat(Files.readAllLines(folder.resolve(Checksums.FILE))).hasSize(6);
        Files.delete(folder.resolve("README.md"));
        Files.delete(folder.resolve(Checksums.FILE));
        assertThat(publish("--checksums").code()).isEqualTo(1);
        assertThat(folder.resolve(Checksums.FILE)).doesNotExist();
    }

    /** Our own models are fit to be published. */
    @Test
    void ourOwnModels() {
        for (var name : new String[] {"piglet-base", "piglet-r1"}) {
            var run = Cli.run("publish", Shared.root().resolve("models/" + name).toString(), "--quiet");
            assertThat(run).as(name).isEqualTo(new Cli(0, "", ""));
        }
    }

    /** What DeepSeek's own layout holds, FP8 with scales and the shared tensors of multi-token prediction. */
    @Test
    void deepSeekV3() {
        var run = Cli.run("publish", Golden.path("oracle/models/deepseek_v3").toString());
        assertThat(run.out()).contains("all that the config expects");
    }

    /** The block is the one that huggingface_hub finds. */
    @Test
    void pythonReadsTheSame() throws IOException {
        var python = Python.with("huggingface_hub");
        assumeTrue(python.isPresent(), "Python has no huggingface_hub");
        var out = folder.resolve("out.txt");
        var script = "import huggingface_hub as hf, sys\nd = hf.ModelCard.load('" + folder.resolve("README.md")
                + "').data\nprint(d.license, d.library_name, d.pipeline_tag, d.tags, d.base_model)";
        assertThat(python.get().run(script, Map.of(), out))
                .as(Files.readString(out))
                .isTrue();
        var card = ModelCard.read(folder.resolve("README.md"));
        assertThat(Files.readString(out).strip())
                .isEqualTo("%s %s %s ['llama', 'test'] ['org/base']"
                        .formatted(card.value("license"), card.value("library_name"), card.value("pipeline_tag")));
        assertThat(card.value("tags")).isEqualTo("llama, test");
    }

    /** Any text is a card or refused in a line. */
    @Test
    void cardsOfAnyKind() {
        var letters = "---\n: []{}&*!|>'\"%@`#-ab\t\\,?<<".toCharArray();
        var random = new SplittableRandom(1);
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder("---\n");
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(letters[random.nextInt(letters.length)]);
            }
            try {
                assertThat(ModelCard.parse("x", text + "\n---\n").value("license"))
                        .isNotNull();
            } catch (FerkelException e) {
                assertThat(e.getMessage().lines()).as(text.toString()).hasSize(1);
            }
        }
    }
}
