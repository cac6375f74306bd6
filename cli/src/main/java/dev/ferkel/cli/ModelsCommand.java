package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.hub.CachedModel;
import dev.ferkel.internal.hub.HubCache;
import dev.ferkel.internal.hub.HubName;
import dev.ferkel.internal.hub.HubSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel models}: what is there to talk to. */
@Command(
        name = "models",
        description = "List the models in the cache and those that come with Ferkel, or remove one.",
        footer = {
            "",
            "The cache is that of Python's huggingface_hub (HF_HUB_CACHE, or HF_HOME/hub): what Python downloaded is "
                    + "listed, too. Last use is as exact as the file system notes it.",
            "",
            "Examples:",
            "  ferkel models",
            "  ferkel models --json | jq -r '.[] | select(.bytes > 1e9) | .name'",
            "  ferkel models --remove HuggingFaceTB/SmolLM2-135M-Instruct",
            "  ferkel models --remove unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF:Q4_K_M --yes"
        })
final class ModelsCommand implements Callable<Integer> {
    @Option(
            names = "--remove",
            paramLabel = "NAME",
            order = 1,
            description =
                    "Remove a model from the cache: ORG/NAME with all its revisions, or one as the list names it. "
                            + "Asks before.")
    @Nullable
    String removed;

    @Option(names = "--yes", order = 2, description = "Remove without asking.")
    boolean yes;

    @Option(names = "--json", order = 3, description = "As one JSON array.")
    boolean json;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;
    private final Map<String, String> environment;

    ModelsCommand(Streams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    /** A line of the list. */
    private record Row(String name, String format, long bytes, Instant lastUsed, String path) {}

    @Override
    public Integer call() throws IOException {
        var cache = new HubCache(
                HubSettings.of(environment, StateFolder.home(environment)).cache());
        if (removed != null) {
            return remove(cache, HubName.of(removed));
        }
        var rows = Stream.concat(
                        OwnModel.all().map(ModelsCommand::own),
                        cache.models().stream().map(ModelsCommand::row))
                .toList();
        streams.show(
                json
                        ? JsonMapper.shared()
                                        .writeValueAsString(rows.stream()
                                                .map(ModelsCommand::json)
                                                .toList()) + "\n"
                        : table(rows));
        return 0;
    }

    private static Row own(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            long bytes = 0;
            var used = Instant.EPOCH;
            for (var file : (Iterable<Path>) all::iterator) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                bytes += attributes.size();
                var read = attributes.lastAccessTime().toInstant();
                used = read.isAfter(used) ? read : used;
            }
            return new Row(LoadedModel.name(folder), "safetensors", bytes, used, folder.toString());
        } catch (IOException e) {
            throw new FerkelException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static Row row(CachedModel model) {
        return new Row(
                model.name().toString(),
                model.format(),
                model.bytes(),
                model.lastUsed(),
                model.path().toString());
    }

    private static Map<String, Object> json(Row row) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", row.name());
        map.put("format", row.format());
        map.put("bytes", row.bytes());
        map.put("last_used", row.lastUsed().toString());
        map.put("path", row.path());
        return map;
    }

    private String table(List<Row> rows) {
        var text = new StringBuilder();
        int wide = rows.stream().mapToInt(r -> r.name().length()).max().orElse(4);
        int kind = Math.clamp(
                rows.stream().mapToInt(r -> r.format().length()).max().orElse(6), 6, 40);
        var line = "%-" + wide + "s  %-" + kind + "s  %10s  %-10s  %s%n";
        text.append(streams.style()
                        .dim(line.formatted("name", "format", "size", "last use", "path")
                                .stripTrailing()))
                .append('\n');
        for (var row : rows) {
            text.append(streams.style()
                            .safe(line.formatted(
                                            row.name(),
                                            row.format(),
                                            Quantity.bytes(row.bytes()),
                                            LocalDate.ofInstant(row.lastUsed(), ZoneId.systemDefault()),
                                            row.path())
                                    .stripTrailing()))
                    .append('\n');
        }
        return text.toString();
    }

    private int remove(HubCache cache, HubName name) throws IOException {
        if (!yes && !agreed(name)) {
            streams.note("nothing removed");
            return 1;
        }
        long freed = cache.remove(name);
        if (!common.quiet) {
            streams.note(name + ": removed, " + Quantity.bytes(freed) + " are free now");
        }
        return 0;
    }

    private boolean agreed(HubName name) throws IOException {
        if (!streams.inTerminal()) {
            throw FerkelException.of("%s: nobody is there to be asked whether to remove it; --yes does without", name);
        }
        streams.err().print("Remove " + name + " from the cache? [y/N] ");
        streams.err().flush();
        var answer = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().matches("(?i)y|yes");
    }
}
