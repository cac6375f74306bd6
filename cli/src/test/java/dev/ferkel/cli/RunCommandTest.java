package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel run} against transformers' greedy answers, and what else can be asked of it. */
class RunCommandTest {
    @TempDir
    Path folder;

    private static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static String smolLm2() {
        var file = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(file).as("../shared/models").isPresent();
        return file.orElseThrow().toString();
    }

    private static JsonNode smolLm2Case(int index) {
        return JsonMapper.shared()
                .readTree(Golden.path("oracle/smollm2/expected.json"))
                .get(index);
    }

    @ParameterizedTest
    @MethodSource("dev.ferkel.testing.Golden#models")
    void idsInAndOut(String name) {
        var model = Golden.path("oracle/models/" + name);
        var greedy =
                JsonMapper.shared().readTree(model.resolve("expected.json")).path("greedy");
        var goal = ints(greedy.path("tokens"));
        var prompt = Cli.commas(ints(greedy.path("prompt")));
        var count = Integer.toString(goal.length);
        var run = Cli.run("run", model.toString(), "--ids", prompt, "-o", "ids", "-n", count, "--exact", "-q");
        assertThat(run).isEqualTo(new Cli(0, Cli.commas(goal) + "\n", ""));
    }

    /** What the engine may use changes no token of an exact answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mla latent",
                "--mla EXPANDED",
                "--drafts off",
                "--drafts lookup",
                "--drafts mtp --mla latent",
                "--drafts auto",
                "--cache-memory 1M --context 128",
                "--cache-type f32"
            })
    void engineFlags(String flags) {
        var model = Golden.path("oracle/models/deepseek_v3");
        var greedy =
                JsonMapper.shared().readTree(model.resolve("expected.json")).path("greedy");
        var goal = ints(greedy.path("tokens"));
        var prompt = Cli.commas(ints(greedy.path("prompt")));
        var line = "run " + model + " --ids " + prompt + " -o ids -n " + goal.length + " --exact -q " + flags;
        assertThat(Cli.run(line.split(" "))).isEqualTo(new Cli(0, Cli.commas(goal) + "\n", ""));
    }

    /** Weights that stay in the mapped file: the same answer, rounded or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gguf/deepseek_v2_lite/Q5_K_M.gguf",
                "gguf/deepseek_v3_old_layout/Q4_0.gguf",
                "gguf/llama/IQ4_XS.gguf",
                "gguf/qwen3/Q4_K_M.gguf",
                "models/deepseek_v3",
                "models/qwen2"
            })
    void withoutRepacking(String name) {
        var prompt = " --ids 5,17,100,23,42,7,150,3 -o ids -n 24 -q";
        for (var flags : new String[] {"", " --exact", " --mla latent --cache-type q8_0", " -t 0.8 --seed 3"}) {
            var line = "run " + Golden.path("oracle/" + name) + prompt + flags;
            var expected = Cli.run(line.split(" "));
            assertThat(expected.code()).isZero();
            assertThat(expected.out()).contains(",");
            assertThat(Cli.run((line + " --no-repack").split(" "))).as(flags).isEqualTo(expected);
        }
    }

    /** A page of the tiny model has 64 tokens, 2 layers, 128 numbers each: 32768 bytes of F16. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f16 32767 false",
                "f16 32768 true",
                "bf16 32767 false",
                "bf16 32k true",
                "f32 65535 false",
                "f32 64KiB true",
                "q8_0 17407 false",
                "q8_0 17408 true"
            })
    void cacheTypes(String line) throws IOException {
        TinyModel.write(folder);
        var parts = line.split(" ");
        var run = Cli.run(
                "run", folder.toString(), "Hi", "-n", "8", "-q", "--cache-type", parts[0], "--cache-memory", parts[1]);
        assertThat(run.code()).isEqualTo(Boolean.parseBoolean(parts[2]) ? 0 : 2);
        assertThat(run.err()).matches(run.code() == 0 ? "" : "ferkel: one page needs a cache of \\d+ bytes.*\n");
    }

    @Test
    void moreCacheThanTheMachineHas() throws IOException {
        TinyModel.write(folder);
        var run = Cli.run("run", folder.toString(), "Hi", "-q", "--cache-memory", "8000T");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("ferkel: a cache of 8796093022208000 bytes (--cache-memory) is more than the machine's ")
                .hasLineCount(1);
    }

    @Test
    void chatPrompt() {
        var expected = smolLm2Case(0);
        var question = expected.path("messages").get(0).path("content").asString();
        var run = Cli.run("run", smolLm2(), question, "-t", "0", "--exact", "--json");
        var json = JsonMapper.shared().readTree(run.out());
        assertThat(json.path("text").asString() + "<|im_end|>")
                .isEqualTo(expected.path("greedy_text").asString());
        assertThat(ints(json.path("ids"))).isEqualTo(ints(expected.path("greedy")));
        assertThat(json.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(json.path("usage").path("prompt_tokens").asInt())
                .isEqualTo(expected.path("ids").size());
        assertThat(run.err()).startsWith("kernels ").hasLineCount(1);
    }

    @Test
    void rawPromptFromInput() {
        var expected = smolLm2Case(5);
        var prompt = expected.path("prompt").asString();
        var run = Cli.withInput(prompt, "run", smolLm2(), "--raw", "-t", "0", "--exact", "-n", "48", "-q");
        assertThat(run.out()).isEqualTo(expected.path("greedy_text").asString() + "\n");
    }

    @Test
    void stopString() {
        var expected = smolLm2Case(4);
        var text = expected.path("greedy_text").asString();
        var run = Cli.run(
                "run",
                smolLm2(),
                "--raw",
                "-t",
                "0",
                "-q",
                "--stop",
                "pig's b",
                "--stop",
                "never",
                "--exact",
                expected.path("prompt").asString());
        assertThat(run.out()).isEqualTo(text.substring(0, text.indexOf("pig's b")) + "\n");
    }

    @Test
    void seedsAndThreads() throws IOException {
        TinyModel.write(folder);
        var first = Cli.run("run", folder.toString(), "Hi", "-n", "30", "--seed", "7", "-q", "-t", "1");
        var again =
                Cli.run("run", folder.toString(), "Hi", "-n", "30", "--seed", "7", "-q", "-t", "1", "--threads", "1");
        var other = Cli.run("run", folder.toString(), "Hi", "-n", "30", "--seed", "8", "-q", "-t", "1");
        assertThat(again).isEqualTo(first);
        assertThat(other.out()).isNotEqualTo(first.out());
    }

    @Test
    void suggestedSampling() throws IOException {
        TinyModel.write(folder);
        Files.writeString(
                folder.resolve("generation_config.json"), "{\"temperature\": 0.25, \"top_k\": 9, \"top_p\": 0.5}");
        var json = JsonMapper.shared()
                .readTree(Cli.run("run", folder.toString(), "Hi", "-n", "2", "--json", "--top-k", "3")
                        .out())
                .path("sampling");
        assertThat(json.path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(json.path("top_k").asInt()).isEqualTo(3);
        assertThat(json.path("top_p").asDouble()).isEqualTo(0.5);
        assertThat(json.path("min_p").asDouble()).isEqualTo(0);
    }

    @Test
    void reasoningIsNoPartOfTheAnswer() throws IOException {
        TinyModel.write(folder);
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages[0].content }}</think> <think>\n");
        var run = Cli.run("run", folder.toString(), "Hi", "-n", "5", "--json", "-t", "0");
        var json = JsonMapper.shared().readTree(run.out());
        assertThat(json.path("text").asString()).isEmpty();
        assertThat(json.path("usage").path("reasoning_tokens").asInt()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--temperature -1 | temperature is -1.0, expected a number from 0.0 to 100.0",
                "--top-p 1.5 | top-p is 1.5, expected a number from 0.0 to 1.0",
                "--max-tokens 0 | --max-tokens is 0, expected 1 or more",
                "--context 2000 | a context of 2000 tokens is more than the model's 1024",
                "--context 0 | --context is 0, expected 1 or more",
                "--context 128 --cache-memory 32K | a context of 128 tokens needs a cache of 65536 bytes, but "
                        + "--cache-memory is 32768 bytes",
                "--cache-memory 5X | Invalid value for option '--cache-memory': '5X' is no amount of memory, "
                        + "expected such as 512M or 2G (ferkel run --help)",
                "--cache-type q4_0 | Invalid value for option '--cache-type': expected one of [F16, F32, BF16, Q8_0] "
                        + "(case-insensitive) but was 'q4_0' (ferkel run --help)",
                "--mla both | Invalid value for option '--mla': expected one of [EXPANDED, LATENT, KEPT] "
                        + "(case-insensitive) but was 'both' (ferkel run --help)",
                "--drafts yes | Invalid value for option '--drafts': expected one of [OFF, AUTO, LOOKUP, MTP] "
                        + "(case-insensitive) but was 'yes' (ferkel run --help)",
                "--drafts mtp | drafts are asked of the multi-token prediction module, which the model lacks",
                "--threads -2 | --threads is -2, expected 1 or more",
                "--threads 0 | --threads is 0, expected 1 or more",
                "--ids 1,x | 'x' is no token id, expected numbers such as 1,2,3",
                "--ids 300 -o ids | token id 300 is outside the vocabulary of 256",
                "--ids , | no token ids, expected numbers such as 1,2,3",
                "--ids 1 --raw | --ids is the whole prompt: no PROMPT, --raw or --system beside it",
                "--raw --system x | --system needs the chat template, which --raw leaves out",
                "--context 4 | a prompt of 23 tokens and an answer of 1 need a context of 24 tokens, but it has 4 "
                        + "(--context; the model has at most 1024)",
                "--temprature 1 | there is no option --temprature; did you mean --temperature? (ferkel run --help)",
                "-n many | Invalid value for option '--max-tokens': 'many' is not an int (ferkel run --help)"
            })
    void mistakes(String line) throws IOException {
        TinyModel.write(folder);
        var parts = line.split(" \\| ");
        var args = ("run " + folder + " -q " + parts[0]).split(" ");
        var run = Cli.withInput("Hello\n", args);
        assertThat(run).isEqualTo(new Cli(2, "", "ferkel: " + parts[1] + "\n"));
    }

    @Test
    void noTokenizer() {
        var model = Golden.path("oracle/models/llama").toString();
        assertThat(Cli.run("run", model, "Hi", "-q"))
                .isEqualTo(
                        new Cli(2, "", "ferkel: " + model + ": has no tokenizer; --ids and --output ids need none\n"));
    }
}
