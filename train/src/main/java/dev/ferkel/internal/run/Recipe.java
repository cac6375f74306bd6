package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.hub.HubName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a training run does: where it starts, and its stages one after the other. Paths are relative to the recipe.
 *
 * @param init a Hugging Face folder to go on from, or none
 * @param model a config in Hugging Face's spelling to begin with from nothing, or none
 * @param tokenizer a folder with {@code tokenizer.json}, where it is not beside the weights and no stage makes it
 * @param source the whole recipe, for the run's record
 */
public record Recipe(
        Optional<Path> init,
        Optional<ObjectNode> model,
        Optional<Path> tokenizer,
        long seed,
        List<StageSettings> stages,
        JsonNode source) {
    private static final long MAX_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    /**
     * Reads a recipe and checks all of it.
     *
     * @param changes {@code stages.0.pretrain.steps=5} and the like, which take the place of what the file says
     * @throws FerkelException that names the first thing that is wrong; the others are suppressed in it
     */
    public static Recipe read(Path file, List<String> changes) {
        JsonNode root;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw FerkelException.of("%s: is longer than a megabyte", file);
            }
            root = YAML.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new FerkelException(
                    file + ": can't be read: " + (Files.exists(file) ? "it is no file, or not yours" : "no such file"),
                    e);
        } catch (JacksonException e) {
            throw notYaml(file.toString(), e);
        }
        for (var change : changes) {
            change(root, change);
        }
        return read(root, file);
    }

    /**
     * The same, going on from the weights of another folder.
     *
     * @throws FerkelException if the stages can't
     */
    public Recipe from(Path weights) {
        refuse(weights, Chain.problems(Optional.of(weights), model, stages));
        return new Recipe(Optional.of(weights), model, tokenizer, seed, stages, source);
    }

    private static void change(JsonNode root, String change) {
        int equals = change.indexOf('=');
        if (equals < 1) {
            throw FerkelException.of("--set %s: expected KEY=VALUE", change);
        }
        var keys = change.substring(0, equals).split("\\.", -1);
        var at = root;
        for (int i = 0; i + 1 < keys.length; i++) {
            at = at.isArray() && keys[i].matches("\\d{1,4}") ? at.path(Integer.parseInt(keys[i])) : at.path(keys[i]);
        }
        var last = keys[keys.length - 1];
        var value = value(change, change.substring(equals + 1));
        if (at instanceof ObjectNode object && value.isMissingNode()) {
            object.remove(last);
        } else if (at instanceof ObjectNode object) {
            object.set(last, value);
        } else if (at instanceof ArrayNode array && last.matches("\\d{1,4}") && Integer.parseInt(last) < array.size()) {
            array.set(Integer.parseInt(last), value);
        } else {
            throw FerkelException.of("--set %s: the recipe has no such place", change);
        }
    }

    private static JsonNode value(String change, String text) {
        try {
            return YAML.readTree(text);
        } catch (JacksonException e) {
            throw notYaml("--set " + change, e);
        }
    }

    private static FerkelException notYaml(String what, JacksonException e) {
        var line = e.getOriginalMessage().lines().findFirst().orElse("");
        return new FerkelException("%s: is no YAML: %s".formatted(what, line), e);
    }

    private static Recipe read(JsonNode root, Path file) {
        var problems = new ArrayList<String>();
        var folder = file.toAbsolutePath().resolveSibling("").normalize();
        var node = new RecipeNode(root, "", problems);
        var init = node.text("init").map(folder::resolve);
        var model = node.raw("model") instanceof ObjectNode object ? Optional.of(object) : Optional.<ObjectNode>empty();
        if (init.isPresent() == model.isPresent()) {
            node.problem("init", "a recipe has either 'init', a folder or a name on a hub, or 'model', a config");
        }
        // a name on a hub is looked for when the recipe is right
        if (init.isPresent() && HubName.parse(node.text("init").orElse("")).isEmpty()) {
            node.present("init", folder);
        }
        model.ifPresent(m -> NewNetwork.check(node, m));
        var tokenizer = node.has("tokenizer") ? node.present("tokenizer", folder) : Optional.<Path>empty();
        long seed = node.count("seed", 0, Integer.MAX_VALUE, 0);
        var stages = new ArrayList<StageSettings>();
        for (var stage : node.children("stages")) {
            StageSettings.read(stage, folder).ifPresent(stages::add);
        }
        if (stages.isEmpty() && problems.isEmpty()) {
            node.problem("stages", "a recipe has at least one stage");
        }
        node.end();
        if (problems.isEmpty()) {
            problems.addAll(Chain.problems(init, model, stages));
        }
        refuse(file, problems);
        return new Recipe(init, model, tokenizer, seed, List.copyOf(stages), root);
    }

    private static void refuse(Path file, List<String> problems) {
        if (!problems.isEmpty()) {
            var first = new FerkelException(file + ": " + problems.getFirst());
            problems.stream().skip(1).forEach(p -> first.addSuppressed(new FerkelException(file + ": " + p)));
            throw first;
        }
    }
}
