package dev.ferkel.cli;

import dev.ferkel.cli.Findings.Finding;
import dev.ferkel.cli.Findings.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel publish}: whether a folder is fit for a hub. */
@Command(
        name = "publish",
        description = "Check whether a Hugging Face folder is whole and has what a hub reads. Nothing is uploaded.",
        footer = {
            "",
            "A line a finding: 'ok', 'advice' (better, but not needed) or 'missing'. Looked at are config, weights "
                    + "(every tensor that the config expects, the index against the shards), tokenizer, chat template, "
                    + "generation config, the model card's metadata (license, library_name, pipeline_tag, tags, "
                    + "base_model), the licence, and what should not be there.",
            "",
            "Exit code 1 says that something is missing.",
            "",
            "Examples:",
            "  ferkel publish runs/piglet/final",
            "  ferkel publish runs/piglet/final --checksums &&",
            "    hf upload our/piglet runs/piglet/final",
            "  ferkel publish runs/piglet/final --quiet || echo not yet"
        })
final class PublishCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder.")
    Path folder = Path.of("");

    @Option(
            names = "--checksums",
            order = 1,
            description = "Write SHA256SUMS, which sha256sum -c checks, if nothing is missing.")
    boolean checksums;

    @Option(names = "--json", order = 2, description = "As one JSON array.")
    boolean json;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    PublishCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        var findings = FolderCheck.of(folder);
        boolean whole = findings.stream().noneMatch(f -> f.level() == Level.MISSING);
        if (json) {
            streams.show(JsonMapper.shared()
                            .writeValueAsString(
                                    findings.stream().map(PublishCommand::json).toList())
                    + "\n");
        } else {
            show(findings);
        }
        if (checksums && whole) {
            int files = Checksums.write(folder);
            if (!common.quiet) {
                streams.note(Checksums.FILE + ": " + files + " files");
            }
        }
        return whole ? 0 : 1;
    }

    /** Only what is missing, where it is to be quiet. */
    private void show(List<Finding> findings) {
        for (var finding : findings) {
            if (!common.quiet || finding.level() == Level.MISSING) {
                streams.show("%-8s %s: %s\n"
                        .formatted(
                                name(finding.level()),
                                streams.style().safe(finding.file()),
                                streams.style().safe(finding.told())));
            }
        }
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> json(Finding finding) {
        var map = new LinkedHashMap<String, Object>();
        map.put("level", name(finding.level()));
        map.put("file", finding.file());
        map.put("found", finding.told());
        return map;
    }
}
