package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Values for flags that the command line doesn't give: from the environment ({@code FERKEL_SERVE_PORT} for
 * {@code --port}), otherwise from a YAML file whose keys are the flags' names.
 */
final class Settings implements IDefaultValueProvider {
    private static final String PREFIX = "FERKEL_SERVE_";
    private static final String CONFIG = "--config";
    private static final long MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final String file;
    private @Nullable Map<String, String> values;

    /** @param args the whole command line: the file has to be known before the flags are read */
    Settings(String[] args, Map<String, String> environment) {
        this.environment = environment;
        var found = environment.getOrDefault(PREFIX + "CONFIG", "");
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals(CONFIG) && i + 1 < args.length) {
                found = args[i + 1];
            } else if (args[i].startsWith(CONFIG + "=")) {
                found = args[i].substring(CONFIG.length() + 1);
            }
        }
        file = found;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        var name = name(argument);
        if (name.isEmpty() || name.get().equals("config") || name.get().equals("help")) {
            return null;
        }
        var variable = PREFIX + name.get().toUpperCase(Locale.ROOT).replace('-', '_');
        return environment.containsKey(variable)
                ? environment.get(variable)
                : file.isEmpty() ? null : values().get(name.get());
    }

    private static Optional<String> name(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            return Optional.of(option.longestName().replaceFirst("^--", ""));
        }
        return argument.isPositional() ? Optional.of("model-path") : Optional.empty();
    }

    /** @throws FerkelException if the file has a key that no flag has */
    void check(CommandSpec command) {
        if (file.isEmpty()) {
            return;
        }
        for (var key : values().keySet()) {
            if (!key.equals("model-path") && !command.optionsMap().containsKey("--" + key)) {
                throw FerkelException.of("%s: there is no setting '%s' (ferkel serve --help lists them)", file, key);
            }
        }
    }

    private Map<String, String> values() {
        if (values == null) {
            values = read();
        }
        return values;
    }

    private Map<String, String> read() {
        var map = new LinkedHashMap<String, String>();
        try {
            if (Files.size(Path.of(file)) > MAX_BYTES) {
                throw FerkelException.of("%s: is longer than a megabyte", file);
            }
            var node = new YAMLMapper().readTree(Path.of(file).toFile());
            if (!node.isObject()) {
                throw FerkelException.of("%s: holds no settings, expected lines such as 'port: 8080'", file);
            }
            node.properties().forEach(e -> map.put(e.getKey(), text(e.getValue())));
        } catch (IOException e) {
            throw new FerkelException("--config " + file + ": can't be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new FerkelException(
                    file + ": no YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
        return map;
    }

    /** Lists are written with commas on the command line. */
    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Settings::text).collect(Collectors.joining(","));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(e -> e.getKey() + "=" + text(e.getValue()))
                    .collect(Collectors.joining(","));
        }
        return value.asString();
    }
}
