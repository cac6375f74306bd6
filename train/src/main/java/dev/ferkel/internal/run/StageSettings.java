package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.Optional;

/** A stage of a recipe. */
public sealed interface StageSettings
        permits PretrainSettings,
                SftSettings,
                GrpoSettings,
                DistillSettings,
                SampleSettings,
                PublishSettings,
                TokenizerSettings {
    /** What the recipe calls it. */
    String kind();

    /** Whether what comes out is an adapter to what the stage began with. */
    default boolean adapts() {
        return false;
    }

    /** Reads a stage: a mapping with one key, its kind. */
    static Optional<StageSettings> read(RecipeNode stage, Path folder) {
        Optional<StageSettings> settings = Optional.empty();
        if (stage.has("pretrain")) {
            settings = Optional.of(PretrainSettings.read(stage.child("pretrain"), folder));
        } else if (stage.has("sft")) {
            settings = Optional.of(SftSettings.read(stage.child("sft"), folder));
        } else if (stage.has("grpo")) {
            settings = Optional.of(GrpoSettings.read(stage.child("grpo"), folder));
        } else if (stage.has("distill")) {
            settings = Optional.of(DistillSettings.read(stage.child("distill"), folder));
        } else if (stage.has("sample")) {
            settings = Optional.of(SampleSettings.read(stage.child("sample"), folder));
        } else if (stage.has("extend")) {
            settings = Optional.of(PretrainSettings.readExtension(stage.child("extend"), folder));
        } else if (stage.has("tokenizer")) {
            settings = Optional.of(TokenizerSettings.read(stage.child("tokenizer"), folder));
        } else if (stage.has("publish")) {
            settings = Optional.of(PublishSettings.read(stage.child("publish")));
        }
        if (settings.isEmpty()) {
            stage.problem(
                    "", "names no stage, expected tokenizer, pretrain, extend, sft, grpo, distill, sample or publish");
        }
        stage.end();
        return settings;
    }
}
