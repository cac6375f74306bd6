package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files of a repository a name and a need mean. */
final class FileChoice {
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** What a command reads if it is there; a cached model without one that the repository has is not whole. */
    static final List<String> TEXT = List.of(
            "config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json");

    /** What belongs to a copy. */
    private static final List<String> BESIDE =
            List.of("special_tokens_map.json", "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt");

    private static final int SHOWN = 8;

    private final HubName name;
    private final List<HubFile> files;
    private final long memory;

    /** @param memory bytes that weights may take */
    FileChoice(HubName name, List<HubFile> files, long memory) {
        this.name = name;
        this.files = files;
        this.memory = memory;
    }

    /** Whether the choice of weights depends on what the index says. */
    Optional<HubFile> index(Need need) {
        return need == Need.WEIGHTS && name.file().isEmpty() && find(WEIGHTS).isEmpty()
                ? find(INDEX)
                : Optional.empty();
    }

    /** @param shards that {@link #index} names; none where there is no index */
    Choice of(Need need, List<String> shards) {
        if (!name.file().isEmpty()) {
            return named();
        }
        boolean folder = find(WEIGHTS).isPresent() || find(INDEX).isPresent();
        var groups = GgufGroup.of(files);
        if (folder
                || groups.isEmpty() && need == Need.TEXT && find("config.json").isPresent()) {
            return folder(need, shards);
        }
        if (groups.isEmpty()) {
            throw FerkelException.of(
                    "%s: has no weights that Ferkel reads, expected %s or a GGUF file; it has %s",
                    name, WEIGHTS, shown(files.stream().map(HubFile::path)));
        }
        return choice(fitting(groups));
    }

    private Choice folder(Need need, List<String> shards) {
        var chosen = new ArrayList<HubFile>();
        Stream.concat(TEXT.stream(), BESIDE.stream()).forEach(f -> find(f).ifPresent(chosen::add));
        if (need == Need.WEIGHTS) {
            find(WEIGHTS).ifPresent(chosen::add);
            if (find(WEIGHTS).isEmpty()) {
                find(INDEX).ifPresent(chosen::add);
                for (var shard : shards) {
                    chosen.add(find(shard)
                            .orElseThrow(() ->
                                    FerkelException.of("%s: %s names '%s', which is not there", name, INDEX, shard)));
                }
            }
        }
        return new Choice(List.copyOf(chosen), "");
    }

    private Choice named() {
        var wanted = name.file();
        var exact = find(wanted);
        if (exact.isPresent() && !wanted.endsWith(".gguf")) {
            var chosen = new ArrayList<>(List.of(exact.get()));
            if (wanted.endsWith(".safetensors")) {
                var folder = wanted.substring(
                        0, wanted.length() - RepositoryPath.name(wanted).length());
                TEXT.forEach(f -> find(folder + f).ifPresent(chosen::add));
            }
            return new Choice(List.copyOf(chosen), wanted);
        }
        var groups = GgufGroup.of(files);
        return choice(exact.isPresent() ? withPart(groups, exact.get()) : ofType(groups, wanted));
    }

    private GgufGroup withPart(List<GgufGroup> groups, HubFile part) {
        return groups.stream().filter(g -> g.files().contains(part)).findFirst().orElseGet(() -> {
            if (part.path().matches(".*-\\d{5}-of-\\d{5}\\.gguf")) {
                throw FerkelException.of("%s: parts of this split file are missing in the repository", name);
            }
            return new GgufGroup("", List.of(part));
        });
    }

    private GgufGroup ofType(List<GgufGroup> groups, String wanted) {
        var found = groups.stream()
                .filter(g -> RepositoryPath.name(g.path()).equals(wanted))
                .toList();
        if (found.isEmpty()) {
            found = groups.stream().filter(g -> g.isOfType(wanted)).toList();
        }
        if (found.isEmpty()) {
            found = groups.stream().filter(g -> g.names(wanted)).toList();
        }
        if (found.isEmpty()) {
            throw FerkelException.of(
                    "%s: there is no file and no GGUF type '%s'; there is %s",
                    name.id(), wanted, shown(groups.isEmpty() ? files.stream().map(HubFile::path) : told(groups)));
        }
        if (found.size() > 1) {
            throw FerkelException.of(
                    "%s: '%s' may be %s; name one of them",
                    name.id(), wanted, shown(found.stream().map(GgufGroup::path)));
        }
        return found.getFirst();
    }

    /** The most bits that memory holds, up to 8: more make a model slower and hardly better. */
    private GgufGroup fitting(List<GgufGroup> groups) {
        var fitting = groups.stream().filter(g -> g.bytes() <= memory).toList();
        return fitting.stream()
                .filter(g -> !g.isFloat())
                .max(Comparator.comparingLong(GgufGroup::bytes))
                .or(() -> fitting.stream().min(Comparator.comparingLong(GgufGroup::bytes)))
                .orElseThrow(() -> FerkelException.of(
                        "%s: no GGUF file fits into the %s of memory that weights may take here; it has %s; "
                                + "ORG/NAME:TYPE takes one nevertheless",
                        name, gigabytes(memory), shown(told(groups))));
    }

    private static Stream<String> told(List<GgufGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparingLong(GgufGroup::bytes))
                .map(g -> (g.type().isEmpty() ? g.path() : g.type()) + " (" + gigabytes(g.bytes()) + ")");
    }

    private static Choice choice(GgufGroup group) {
        return new Choice(group.files(), group.path());
    }

    private Optional<HubFile> find(String path) {
        return files.stream().filter(f -> f.path().equals(path)).findFirst();
    }

    private static String shown(Stream<String> names) {
        var all = names.toList();
        return all.isEmpty()
                ? "no files"
                : all.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 100_000_000 ? "%.3f GB" : "%.1f GB", bytes / 1e9);
    }
}
