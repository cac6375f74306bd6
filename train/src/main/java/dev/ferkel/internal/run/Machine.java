package dev.ferkel.internal.run;

import dev.ferkel.internal.kernel.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run notes of where it runs. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** @param version of this program */
    static Map<String, Object> describe(String version) {
        var machine = new LinkedHashMap<String, Object>();
        machine.put("begun", Instant.now().toString());
        machine.put("version", version);
        Checkout.commit().ifPresent(commit -> machine.put("commit", commit));
        processor().ifPresent(name -> machine.put("processor", name));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            machine.put("memory", system.getTotalMemorySize());
        }
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("kernels", Kernels.select().description());
        machine.put("java", Runtime.version().toString());
        return machine;
    }

    /** Its name, where the system tells. */
    private static Optional<String> processor() {
        if (!Files.isReadable(PROCESSORS)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
