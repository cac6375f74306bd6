package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.Optional;

/** A stage of a recipe. */
public sealed interface StageSettings permits PretrainSettings, PublishSettings, TokenizerSettings {
    /** What the recipe calls it. */
    String kind();

    /** Reads a stage: a mapping with one key, its kind. */
    static Optional<StageSettings> read(RecipeNode stage, Path folder) {
        Optional<StageSettings> settings = Optional.empty();
        if (stage.has("pretrain")) {
            settings = Optional.of(PretrainSettings.read(stage.child("pretrain"), folder));
        } else if (stage.has("extend")) {
            settings = Optional.of(PretrainSettings.readExtension(stage.child("extend"), folder));
        } else if (stage.has("tokenizer")) {
            settings = Optional.of(TokenizerSettings.read(stage.child("tokenizer"), folder));
        } else if (stage.has("publish")) {
            settings = Optional.of(PublishSettings.read(stage.child("publish")));
        }
        if (settings.isEmpty()) {
            stage.problem("", "names no stage, expected tokenizer, pretrain, extend or publish");
        }
        stage.end();
        return settings;
    }
}
