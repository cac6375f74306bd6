package dev.ferkel.internal.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Machine code as objdump reads it; tests that ask for it are skipped where it is missing. */
final class Objdump {
    private Objdump() {}

    /** A line an instruction: its address, then Intel's notation. */
    static List<String> read(byte[] code, Path folder) throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/objdump")))
                .as("objdump")
                .isTrue();
        var file = folder.resolve("code.bin");
        var listing = folder.resolve("listing.txt");
        Files.write(file, code);
        var process = new ProcessBuilder(
                        "objdump",
                        "-D",
                        "-b",
                        "binary",
                        "-m",
                        "i386:x86-64",
                        "-M",
                        "intel",
                        "--no-show-raw-insn",
                        file.toString())
                .redirectOutput(listing.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(listing).stream()
                .filter(l -> l.matches("\\s*[0-9a-f]+:\\s.*"))
                .toList();
    }
}
