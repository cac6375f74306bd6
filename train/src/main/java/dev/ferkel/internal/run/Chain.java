package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a recipe's stages need of each other, looked at before the first of them runs for hours. */
final class Chain {
    private static final String NO_MODEL =
            "there is no model yet: a 'pretrain' or 'sft' stage before makes one, or 'init' names one";

    /** For a network whose vocabulary is the tokenizer's. */
    private static final int SOME_VOCABULARY = 300;

    private final List<String> problems = new ArrayList<>();
    /** As it is after the stages so far; empty where it can't be known yet. */
    private Optional<ObjectNode> config;

    private boolean trained;
    private boolean sampled;

    private Chain(Optional<Path> init, Optional<ObjectNode> model) {
        trained = init.isPresent();
        config = model.map(NewNetwork::typed).or(() -> init.flatMap(Chain::config));
    }

    private static Optional<ObjectNode> config(Path folder) {
        var file = folder.resolve("config.json");
        return Files.exists(file) && TextFiles.json(file, TextFiles.SMALL) instanceof ObjectNode json
                ? Optional.of(json)
                : Optional.empty();
    }

    /** What is wrong, with its place. */
    static List<String> problems(Optional<Path> init, Optional<ObjectNode> model, List<StageSettings> stages) {
        var chain = new Chain(init, model);
        for (int i = 0; i < stages.size(); i++) {
            chain.stage("stages." + i + "." + stages.get(i).kind(), stages.get(i));
        }
        return chain.problems;
    }

    private void stage(String place, StageSettings stage) {
        switch (stage) {
            case TokenizerSettings t -> vocabulary(t);
            case PretrainSettings p -> learn(place, p);
            case SftSettings s -> {
                boolean asks = s.data().stream()
                        .anyMatch(d ->
                                d instanceof ChatSettings.Chats c && c.file().isEmpty());
                if (asks && !sampled) {
                    problems.add(place + ".data: 'samples: last' needs a 'sample' stage before");
                }
                learn(place, s.learning());
            }
            case SampleSettings s -> {
                if (s.teacher().isEmpty() && s.endpoint().isEmpty()) {
                    needsModel(place);
                }
                sampled = true;
            }
            case GrpoSettings g -> needsModel(place);
            case DistillSettings d -> needsModel(place);
            case PublishSettings p -> needsModel(place);
        }
    }

    private void needsModel(String place) {
        if (!trained) {
            problems.add(place + ": " + NO_MODEL);
        }
    }

    private void vocabulary(TokenizerSettings tokenizer) {
        var size = config.filter(c -> !trained).map(c -> c.path("vocab_size"));
        if (size.isPresent() && size.get().isInt() && size.get().asInt() < tokenizer.vocabulary()) {
            problems.add("model.vocab_size: is %s, expected at least the tokenizer's %d"
                    .formatted(size.get(), tokenizer.vocabulary()));
        }
    }

    private void learn(String place, PretrainSettings settings) {
        if (!trained) {
            if (settings.lora().isPresent()) {
                problems.add(place + ".lora: needs a model to adapt: name its folder by 'init'");
            }
            config.ifPresent(this::readable);
        }
        trained = true;
        var extended = config.map(ObjectNode::deepCopy);
        if (settings.extension().isPresent() && extended.isPresent()) {
            try {
                settings.extension().get().apply(extended.get(), settings.sequence());
                config = extended;
            } catch (FerkelException e) {
                problems.add(place + ": " + e.getMessage());
            }
        }
    }

    /** Sizes that no network has, or not together. */
    private void readable(ObjectNode model) {
        var whole = model.deepCopy();
        if (!whole.has("vocab_size")) {
            whole.put("vocab_size", SOME_VOCABULARY);
        }
        try {
            ModelConfig.read("model", whole);
        } catch (FerkelException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
