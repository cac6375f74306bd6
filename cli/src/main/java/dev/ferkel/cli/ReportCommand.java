package dev.ferkel.cli;

import dev.ferkel.internal.report.ReportPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel report}: training runs as a page of curves. */
@Command(
        name = "report",
        description = "Write training runs as one HTML page: losses, experts' load, speed, several runs together.",
        footer = {
            "",
            "The page needs nothing besides itself. A samples.jsonl in a run's folder, as eval --out writes it, is shown "
                    + "with it.",
            "",
            "Examples:",
            "  ferkel report runs/piglet",
            "  ferkel report runs/one runs/two --out comparison.html"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "RUN",
            description = "The folder of a run, or of a stage in it.")
    List<Path> runs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", order = 1, description = "Where to. Default: report.html.")
    Path out = Path.of("report.html");

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    ReportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        ReportPage.write(runs, out);
        streams.show(out + "\n");
        return 0;
    }
}
