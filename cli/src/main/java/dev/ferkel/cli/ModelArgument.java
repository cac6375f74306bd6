package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.hub.Hub;
import dev.ferkel.internal.hub.HubName;
import dev.ferkel.internal.hub.HubSettings;
import dev.ferkel.internal.hub.Need;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model as the command line names it: a file or folder, or, where there is none, a name on a hub such as
 * {@code ORG/NAME:Q4_K_M}. What the cache doesn't have is downloaded when it is asked for.
 *
 * @param environment says which hub and which cache
 */
record ModelArgument(String text, Map<String, String> environment) {
    /** For fields that the command line always sets. */
    static final ModelArgument NONE = new ModelArgument("", Map.of());

    /** What a name ends with that is meant to be a file here, although ORG/NAME could be written so. */
    private static final String FILES = "(?i)[^@:]*\\.(gguf|safetensors|json|ya?ml|jinja|txt)";

    /** The file or folder that is here. */
    Optional<Path> here() {
        return local().filter(Files::exists);
    }

    private Optional<Path> local() {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty(); // ORG/NAME:FILE is none on some systems
        }
    }

    /** Where the whole model is, or the path as it was given where it can be no name on a hub. */
    Path locate(Streams streams, boolean quiet) {
        return find(Need.WEIGHTS, streams, quiet);
    }

    /** As {@link #locate}, for what needs no weights. */
    Path locateText(Streams streams, boolean quiet) {
        return find(Need.TEXT, streams, quiet);
    }

    private Path find(Need need, Streams streams, boolean quiet) {
        var name = text.matches(FILES) || here().isPresent() ? Optional.<HubName>empty() : HubName.parse(text);
        if (name.isEmpty()) {
            return local().orElseThrow(() -> FerkelException.of("%s: no such file or folder", text));
        }
        var settings = HubSettings.of(environment, StateFolder.home(environment));
        var hub = new Hub(settings);
        return hub.cached(name.get(), need).orElseGet(() -> {
            var folder = text.substring(0, text.indexOf('/'));
            if (Files.isDirectory(Path.of(folder))) {
                throw FerkelException.of(
                        "%s: no such file or folder in %s; if a model on a hub is meant: ferkel pull %s",
                        text, folder, text);
            }
            try (var view = new PullView(streams, quiet, name.get(), settings)) {
                return hub.pull(name.get(), need, view).path();
            }
        });
    }

    @Override
    public String toString() {
        return text;
    }
}
