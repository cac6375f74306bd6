package dev.ferkel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.opentest4j.TestAbortedException;

/**
 * Numbers that other implementations computed: the project's own copy (resources {@code golden/}, unpacked once into
 * the module's target folder) and, beyond that, {@link Shared}.
 */
public final class Golden {
    /** A packed file: in how many planes its bytes were put, the CRC-32 of its content, its path. */
    private record Entry(int planes, int crc, String path) {
        static Entry parse(String line) {
            var fields = line.split(" ", 3);
            return new Entry(Integer.parseInt(fields[0]), Integer.parseUnsignedInt(fields[1], 16), fields[2]);
        }
    }

    private static final Path FOLDER = unpacked();

    private Golden() {}

    /** A file or folder, such as {@code oracle/models/llama}; where it is not there, the test is skipped. */
    public static Path path(String path) {
        return find(path).orElseThrow(() -> new TestAbortedException("../shared/" + path + " is not there"));
    }

    /** As {@link #path}; empty where it is not there. */
    public static Optional<Path> find(String path) {
        var own = FOLDER.resolve(path);
        return Files.exists(own) ? Optional.of(own) : Shared.find(path);
    }

    /** Paths of the project's own copy. */
    static List<String> own() {
        return entries().stream().map(Entry::path).toList();
    }

    private static List<Entry> entries() {
        return new String(read("index.txt"), StandardCharsets.UTF_8)
                .lines()
                .map(Entry::parse)
                .toList();
    }

    private static byte[] read(String name) {
        try (var in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + name), name);
    }

    /** The folder is named after the index and appears whole, since several JVMs may unpack at a time. */
    private static Path unpacked() {
        var target = Shared.root().resolve("testing/target");
        var folder = target.resolve("golden-%08x".formatted(crc(read("index.txt"))));
        if (Files.exists(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(target);
            var aside = Files.createTempDirectory(target, "unpacking");
            for (var entry : entries()) {
                var file = aside.resolve(entry.path());
                Files.createDirectories(file.getParent());
                Files.write(file, unpack(entry));
            }
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(folder)) {
                return folder;
            }
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static byte[] unpack(Entry entry) throws IOException {
        byte[] planes;
        try (var in = new InflaterInputStream(open(entry.path() + ".z"))) {
            planes = in.readAllBytes();
        }
        int n = entry.planes();
        int rows = planes.length / n;
        var content = planes.clone();
        for (int i = 0; i < rows * n; i++) {
            content[i] = planes[i % n * rows + i / n];
        }
        if (crc(content) != entry.crc()) {
            throw new IOException("golden/" + entry.path() + ": not what index.txt says");
        }
        return content;
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** The tiny networks of {@code oracle/models}, for a {@code @MethodSource}. */
    public static List<String> models() {
        return List.of(
                "deepseek_v3",
                "deepseek_v3_no_q_lora",
                "deepseek_v3_fp8",
                "deepseek_v2_lite",
                "deepseek_v2_grouped",
                "llama",
                "qwen2",
                "qwen3");
    }
}
