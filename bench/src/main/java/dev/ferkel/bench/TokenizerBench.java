package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The tokenizer beside Hugging Face's, on one thread, over five megabytes of mixed text; and a megabyte of one thing
 * repeated beside a megabyte of prose. Both sides in one JVM, in turns; medians; ids must be equal.
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@tokenizer</pre>
 *
 * Arguments: folders with a {@code tokenizer.json}; without any, DeepSeek-V3's and Qwen2.5's of the tests' data. Each
 * table is followed by the same as a line of JSON.
 */
public final class TokenizerBench {
    private static final int ROUNDS = 9;
    private static final int MEGABYTE = 1 << 20;
    private static final List<String> REPEATED = List.of("a", "ab", "=", "1", " ", "\n", "é", "世", "😀");

    private final Path folder;
    private final Tokenizer tokenizer;
    private final HuggingFacePeer peer;
    private final StringBuilder json = new StringBuilder();

    private TokenizerBench(Path folder, HuggingFacePeer peer) {
        this.folder = folder;
        this.tokenizer = Tokenizer.load(folder);
        this.peer = peer;
    }

    public static void main(String[] arguments) throws IOException {
        var text = new MixedText();
        var documents = text.documents();
        var prose = text.prose(MEGABYTE);
        for (var folder :
                arguments.length > 0 ? Arrays.stream(arguments).map(Path::of).toList() : golden()) {
            try (var peer = new HuggingFacePeer(folder)) {
                var bench = new TokenizerBench(folder, peer);
                bench.mixed(documents);
                bench.repeated(prose);
                System.out.println(bench.json.append("}}"));
            }
        }
    }

    private static List<Path> golden() {
        return List.of(Golden.path("tokenizers/deepseek_v3"), Golden.path("tokenizers/qwen2_5"));
    }

    /** The number of ids, which must be equal on both sides. */
    private int check(String text) {
        var mine = tokenizer.encode(text, false);
        if (!Arrays.equals(Arrays.stream(mine).asLongStream().toArray(), peer.encode(text))) {
            throw FerkelException.of("%s: ids differ on '%.200s'", folder, text);
        }
        return mine.length;
    }

    private static void encode(Tokenizer tokenizer, List<String> documents) {
        documents.forEach(document -> tokenizer.encode(document, false));
    }

    private void mixed(List<String> documents) throws IOException {
        double megabytes = documents.stream().mapToInt(MixedText::bytes).sum() / 1e6;
        int ids = documents.stream().mapToInt(this::check).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f MB in %d documents, %d ids, equal on both sides%n%-24s %13s %13s %7s%n",
                folder.getFileName(),
                megabytes,
                documents.size(),
                ids,
                "",
                "Ferkel",
                "Hugging Face",
                "ratio");
        json.append(String.format(
                Locale.ROOT,
                "{\"bench\": \"tokenizer\", \"tokenizer\": \"%s\", \"megabytes\": %.3f, \"ids\": %d",
                folder.getFileName(),
                megabytes,
                ids));
        var warm = Interleaved.medianSeconds(
                ROUNDS, () -> encode(tokenizer, documents), () -> documents.forEach(peer::encode));
        row("mixed text", "warm", megabytes, warm);
        var fresh = new ArrayList<Tokenizer>();
        var freshPeers = new ArrayList<HuggingFacePeer>();
        for (int i = 0; i <= ROUNDS / 2; i++) {
            fresh.add(Tokenizer.load(folder));
            freshPeers.add(new HuggingFacePeer(folder));
        }
        var cold = Interleaved.medianSeconds(ROUNDS / 2, () -> encode(fresh.removeLast(), documents), () -> {
            try (var next = freshPeers.removeLast()) {
                documents.forEach(next::encode);
            }
        });
        row("mixed text, empty caches", "cold", megabytes, cold);
    }

    private void row(String name, String key, double megabytes, double[] seconds) {
        double ferkel = megabytes / seconds[0];
        double other = megabytes / seconds[1];
        System.out.printf(Locale.ROOT, "%-24s %8.1f MB/s %8.1f MB/s %7.1f%n", name, ferkel, other, ferkel / other);
        json.append(String.format(
                Locale.ROOT,
                ", \"%s\": {\"ferkel_mb_s\": %.2f, \"hugging_face_mb_s\": %.2f, \"ratio\": %.2f}",
                key,
                ferkel,
                other,
                ferkel / other));
    }

    private void repeated(String prose) {
        System.out.printf("%-24s %13s%n", "1 MiB of", "time / prose's");
        json.append(", \"time_over_prose\": {");
        for (var one : REPEATED) {
            var text = one.repeat(MEGABYTE / MixedText.bytes(one));
            check(text);
            var seconds = Interleaved.medianSeconds(
                    ROUNDS, () -> tokenizer.encode(text, false), () -> tokenizer.encode(prose, false));
            var shown = one.replace("\n", "\\n");
            System.out.printf(Locale.ROOT, "  '%s'%" + (34 - shown.length()) + ".2f%n", shown, seconds[0] / seconds[1]);
            json.append(String.format(
                    Locale.ROOT, "%s\"%s\": %.2f", one.equals("a") ? "" : ", ", shown, seconds[0] / seconds[1]));
        }
    }
}
