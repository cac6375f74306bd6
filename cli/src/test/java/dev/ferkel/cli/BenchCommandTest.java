package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel bench}: the form of what it prints, and that no figure is impossible. */
class BenchCommandTest {
    private static final Pattern ROW =
            Pattern.compile("(\\S+(?: \\S+)*) +\\d+ +\\d+\\.\\d{3} +(\\d+\\.\\d)%(?: +\\d+\\.\\d%)?"
                    + "((?: +\\d+\\.\\d){0,2})(?: +\\d+\\.\\d% +(?:memory|arithmetic))?");

    @TempDir
    Path folder;

    private Cli bench(String flags) throws IOException {
        TinyModel.write(folder);
        return Cli.run(("bench " + folder + " -q " + flags).strip().split(" +"));
    }

    private static List<String> names(JsonNode rows) {
        return rows.valueStream().map(r -> r.path("name").asString()).toList();
    }

    @Test
    void tableAndJson() throws IOException {
        var run = bench("--warm-up 0 --prompt 3,40 --generate 5 --depth 1,20 --batch 1,3 --rounds 2 --threads 1");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        var expected = List.of("pp3", "pp40", "tg5", "tg5@d20", "tg5x3", "tg5@d20x3");
        var lines = new ArrayList<>(run.lines());
        var json = JsonMapper.shared().readTree(lines.removeLast());
        assertThat(lines.removeFirst()).matches("test +tokens/s +least +most");
        assertThat(lines).map(l -> l.split(" +")[0]).isEqualTo(expected);
        assertThat(lines).allMatch(l -> l.matches("\\S+ +\\d+\\.\\d+ +\\d+\\.\\d+ +\\d+\\.\\d+"));
        var rows = json.path("rows");
        assertThat(names(rows)).isEqualTo(expected);
        for (var row : rows) {
            double speed = row.path("tokensPerSecond").asDouble();
            assertThat(speed)
                    .isPositive()
                    .isFinite()
                    .isBetween(row.path("least").asDouble(), row.path("most").asDouble());
            assertThat(row.path("bytesPerToken").asLong()).isNotNegative();
        }
        assertThat(json.path("model").asString()).isEqualTo(folder.getFileName().toString());
        assertThat(json.path("bytes").asLong()).isPositive();
        assertThat(json.path("kernels").asString()).startsWith("kernels ");
        assertThat(json.path("threads").asInt()).isEqualTo(1);
        assertThat(json.path("rounds").asInt()).isEqualTo(2);
        assertThat(json.path("exact").asBoolean()).isFalse();
    }

    /** As llama-bench's -p 0 and -n 0. */
    @Test
    void oneOfTheTwo() throws IOException {
        for (var only : List.of("pp3", "tg5")) {
            var run = bench("--warm-up 0 --batch 1 --rounds 1 --threads 1"
                    + (only.equals("pp3") ? " --prompt 3 --generate 0" : " --prompt 0 --generate 5"));
            assertThat(run.code()).as(run.err()).isZero();
            var json = JsonMapper.shared().readTree(run.lines().getLast());
            assertThat(names(json.path("rows"))).isEqualTo(List.of(only));
        }
    }

    @Test
    void drafts() {
        var model = Golden.path("oracle/models/deepseek_v3").toString();
        for (var kind : List.of("lookup", "mtp")) {
            var run = Cli.run("bench", model, "-q", "--drafts", kind, "--generate", "40", "--mla", "latent");
            assertThat(run.code()).isZero();
            var json = JsonMapper.shared().readTree(run.lines().getLast());
            assertThat(json.path("same tokens").asBoolean()).isTrue();
            assertThat(json.path("accepted").asInt())
                    .isBetween(0, json.path("drafted").asInt());
            assertThat(json.path("gain").asDouble()).isPositive().isFinite();
            assertThat(json.path("bound").asDouble()).isPositive().isFinite();
        }
    }

    /** Every request begins with pieces of its prompt and ends with its tokens. */
    @Test
    void timeline() throws IOException {
        var run = bench("--timeline");
        assertThat(run.code()).isZero();
        var lines = run.lines();
        assertThat(lines).hasSize(9);
        for (var line : lines.subList(1, 9)) {
            assertThat(line).matches(" *\\d+ \\+ +\\d+  \\.*[pw]*[1pw]*1");
            int tokens = Integer.parseInt(line.split("\\+")[1].strip().split(" ")[0]);
            assertThat(line.substring(11).chars().filter(c -> c == '1')).hasSize(tokens);
        }
    }

    /** Two tables, of a prompt and of a token: the operations of such a model, whose shares are the whole. */
    @Test
    void profile() {
        var model = Golden.path("oracle/gguf/deepseek_v2_lite/Q5_K_M.gguf").toString();
        var run = Cli.run(
                "bench",
                model,
                "-q",
                "--warm-up",
                "0",
                "--profile",
                "--prompt",
                "60",
                "--generate",
                "20",
                "--depth",
                "5");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("a hand-off to the threads and back: \\d+\\.\\d\\d us\n");
        var tables = run.out().split("\n\n");
        assertThat(tables).hasSize(3);
        assertThat(tables[1]).matches("(?s)a prompt of 60 tokens: \\d+\\.\\d{3} ms\n.*");
        assertThat(tables[2]).matches("(?s)a token, after 5: \\d+\\.\\d{3} ms\n.*");
        for (var table : List.of(tables[1], tables[2])) {
            var lines = table.lines().toList();
            assertThat(lines.get(1)).matches("operation +calls +ms +share +waits +GB/s +GOPS +bound +by");
            double shares = 0;
            var names = new ArrayList<String>();
            for (var line : lines.subList(2, lines.size())) {
                var row = ROW.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                assertThat(line).hasSizeLessThanOrEqualTo(100);
                boolean measured =
                        run.out().contains("this machine, ") && !row.group(3).isEmpty();
                assertThat(line.matches(".*% +(memory|arithmetic)")).as(line).isEqualTo(measured);
                names.add(row.group(1));
                shares += Double.parseDouble(row.group(2));
            }
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains("embedding", "rms norm", "rope", "latent attention", "route", "experts", "ffn")
                    .endsWith("sampling and the rest");
            assertThat(shares).isCloseTo(100, within(0.05 * names.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prompt -1 | --prompt is -1, expected 0 or more",
                "--depth 1,-3 | --depth is -3, expected 1 or more",
                "--batch 0 | --batch is 0, expected 1 or more",
                "--generate 0 --profile | --generate is 0, expected 1 or more",
                "--rounds 0 | --rounds is 0, expected 1 or more",
                "--context -1 | --context is -1, expected 1 or more",
                "--drafts mtp | drafts are asked of the multi-token prediction module, which the model lacks",
                "--prompt 2000 | a prompt of 2000 tokens and an answer of 1 need a context of 2001 tokens, but it has "
                        + "1024 (--context; the model has at most 1024)",
                "--prompt many | Invalid value for option '--prompt' (N): 'many' is not an int (ferkel bench --help)"
            })
    void mistakes(String line) throws IOException {
        var parts = line.split(" \\| ");
        var run = bench(parts[0]);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("ferkel: " + parts[1] + "\n");
    }
}
