package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.ConstraintCompiler;
import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schemas as constraints, by the method of MaskBench (guidance-ai/jsonschemabench): every schema is compiled, and
 * every instance, written as Python's {@code json.dumps} does, is gone through token by token; a valid one has to pass
 * and be able to end, an invalid one has to be refused. One thread; times are of mask and commit (TBM) and from a schema
 * to its first mask (TTFM).
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@mask -Dferkel.arguments="DATA.jsonl.gz tokenizer.json"</pre>
 *
 * {@code --every N} takes each N-th schema, {@code --failures} names what went wrong, {@code --only TEXT} takes schemas
 * by name; {@code -Dcpu=true} measures by the thread's own clock, whose reading costs a microsecond.
 */
public final class MaskBench {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean CPU = Boolean.getBoolean("cpu");
    private final Tokenizer tokenizer;
    private final ConstraintCompiler compiler;
    private final int end;
    private final boolean failures;
    private final List<Long> tbm = new ArrayList<>();
    private final List<Long> ttfm = new ArrayList<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int schemas;
    private int compiled;
    private int right;
    private int valid;
    private int accepted;
    private int invalid;
    private int refused;

    private MaskBench(Path tokenizerFile, boolean failures) {
        this.tokenizer = Tokenizer.load(tokenizerFile);
        this.end = tokenizer.eos().orElseThrow(() -> FerkelException.of("%s has no end token", tokenizerFile));
        this.compiler = new ConstraintCompiler(tokenizer, tokenizer.endOfGeneration());
        this.failures = failures;
    }

    public static void main(String[] arguments) throws IOException {
        int every = 1;
        boolean failures = false;
        var only = "";
        var files = new ArrayList<Path>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--every" -> every = Integer.parseInt(arguments[++i]);
                case "--failures" -> failures = true;
                case "--only" -> only = arguments[++i];
                default -> files.add(Path.of(arguments[i]));
            }
        }
        if (files.size() != 2) {
            throw FerkelException.of("expected DATA.jsonl.gz tokenizer.json [--every N] [--failures] [--only TEXT]");
        }
        var bench = new MaskBench(files.get(1), failures);
        try (var in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(files.get(0))), StandardCharsets.UTF_8))) {
            int n = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (n++ % every == 0) {
                    var item = MAPPER.readTree(line);
                    if (item.path("name").asString("").contains(only)) {
                        bench.schema(item);
                    }
                }
            }
        }
        bench.report();
    }

    private void schema(JsonNode item) {
        var name = item.path("name").asString("");
        schemas++;
        Machine machine = null;
        long start = now();
        try {
            machine = compiler.jsonSchema(item.path("schema"));
            compiler.constraint(machine).allowed();
            compiled++;
        } catch (FerkelException e) {
            say(name + ": " + e.getMessage());
            reasons.merge(String.valueOf(e.getMessage()).replaceAll("schema at '[^ ]*': ", ""), 1, Integer::sum);
            machine = null;
        }
        long took = now() - start;
        ttfm.add(took);
        if (took > 1_000_000_000L) {
            say(name + ": TTFM " + took / 1_000_000 + " ms");
        }
        boolean all = machine != null;
        int index = 0;
        for (var test : item.path("tests")) {
            all &= test(machine, name + " " + index++, test);
        }
        right += all ? 1 : 0;
    }

    private boolean test(@Nullable Machine machine, String name, JsonNode test) {
        boolean expected = test.path("valid").asBoolean();
        if (expected) {
            valid++;
        } else {
            invalid++;
        }
        if (machine == null) {
            return false;
        }
        boolean passed;
        try {
            passed = passes(machine, name, expected, PythonJson.write(test.path("data")));
        } catch (FerkelException e) {
            say(name + ": " + e.getMessage());
            return false;
        }
        if (passed == expected) {
            accepted += expected ? 1 : 0;
            refused += expected ? 0 : 1;
        } else if (passed) {
            say(name + ": invalid, accepted");
        }
        return passed == expected;
    }

    private boolean passes(Machine machine, String name, boolean expected, String text) {
        var constraint = compiler.constraint(machine);
        var ids = tokenizer.encode(text, false);
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            long start = now();
            var mask = constraint.allowed();
            boolean allowed = (mask[id >> 6] >> id & 1) == 1;
            if (allowed) {
                constraint.accept(id);
            }
            tbm.add(now() - start);
            if (!allowed) {
                if (expected) {
                    say(name + ": valid, refused at '" + tokenizer.piece(id) + "' after '..."
                            + tail(tokenizer.decode(Arrays.copyOf(ids, i), false)) + "'");
                }
                return false;
            }
        }
        boolean ends = (constraint.allowed()[end >> 6] >> end & 1) == 1;
        if (!ends && expected) {
            say(name + ": valid, can't end");
        }
        return ends;
    }

    /** Of the thread's own clock, as other programs may be running. */
    private static long now() {
        return CPU ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 80));
    }

    private void say(String failure) {
        if (failures) {
            System.out.println(failure);
        }
    }

    private void report() {
        reasons.entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .limit(failures ? 20 : 5)
                .forEach(e -> System.out.printf("%5d not compiled: %.150s%n", e.getValue(), e.getKey()));
        System.out.printf(
                Locale.ROOT,
                "%d schemas: compiled %.1f%%, valid accepted %.1f%% of %d, invalid refused %.1f%% of %d, all right"
                        + " %.1f%%%n",
                schemas,
                100.0 * compiled / schemas,
                100.0 * accepted / valid,
                valid,
                100.0 * refused / invalid,
                invalid,
                100.0 * right / schemas);
        times("TBM", tbm, 1e3, "us");
        times("TTFM", ttfm, 1e6, "ms");
    }

    private static void times(String what, List<Long> nanos, double unit, String name) {
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-4s of %d: p50 %.2f, mean %.2f, p90 %.1f, p99 %.1f, p99.9 %.0f, max %.0f %s%n",
                what,
                sorted.length,
                at(sorted, 0.5) / unit,
                Arrays.stream(sorted).average().orElse(0) / unit,
                at(sorted, 0.9) / unit,
                at(sorted, 0.99) / unit,
                at(sorted, 0.999) / unit,
                at(sorted, 1) / unit,
                name);
    }

    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    /** JSON as Python's {@code json.dumps(value, ensure_ascii=False)} writes it. */
    private static final class PythonJson {
        private static final String ESCAPED = "\"\\\n\r\t\f\b";
        private static final String LETTERS = "\"\\nrtfb";

        static String write(JsonNode node) {
            var out = new StringBuilder();
            write(node, out);
            return out.toString();
        }

        private static void write(JsonNode node, StringBuilder out) {
            switch (node.getNodeType()) {
                case OBJECT -> {
                    var separator = "{";
                    for (var member : node.properties()) {
                        string(member.getKey(), out.append(separator));
                        write(member.getValue(), out.append(": "));
                        separator = ", ";
                    }
                    out.append(node.isEmpty() ? "{}" : "}");
                }
                case ARRAY -> {
                    var separator = "[";
                    for (var item : node) {
                        write(item, out.append(separator));
                        separator = ", ";
                    }
                    out.append(node.isEmpty() ? "[]" : "]");
                }
                case STRING -> string(node.asString(), out);
                case NUMBER -> out.append(node.isIntegralNumber() ? node.asString() : real(node.decimalValue()));
                default -> out.append(node);
            }
        }

        /** As Python's {@code repr}: the shortest digits, an exponent below 1e-4 and from 1e16 on. */
        private static String real(BigDecimal value) {
            double real = value.doubleValue();
            if (real == 0) {
                return "0.0";
            }
            var shortest = new BigDecimal(Double.toString(real)).stripTrailingZeros();
            int exponent = shortest.precision() - shortest.scale() - 1;
            if (exponent >= -4 && exponent < 16) {
                return shortest.scale() <= 0 ? shortest.toBigInteger() + ".0" : shortest.toPlainString();
            }
            var digits = shortest.unscaledValue().abs().toString();
            return (real < 0 ? "-" : "")
                    + digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + String.format(Locale.ROOT, "e%+03d", exponent);
        }

        private static void string(String text, StringBuilder out) {
            out.append('"');
            for (int at = 0; at < text.length(); at++) {
                char c = text.charAt(at);
                int i = ESCAPED.indexOf(c);
                if (i >= 0) {
                    out.append('\\').append(LETTERS.charAt(i));
                } else if (c < ' ') {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            out.append('"');
        }
    }
}
