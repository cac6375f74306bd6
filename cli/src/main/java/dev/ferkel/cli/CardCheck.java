package dev.ferkel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a model card tells a hub what it needs to know. */
final class CardCheck {
    private static final String CARD = "README.md";

    private final Path folder;
    private final Findings found;

    CardCheck(Path folder, Findings found) {
        this.folder = folder;
        this.found = found;
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    void run() {
        if (!has(CARD)) {
            found.missing(CARD, "is not there: the model card, which begins with a metadata block");
            return;
        }
        found.tried(CARD, () -> {
            card(ModelCard.read(folder.resolve(CARD)));
            return "has its metadata block";
        });
    }

    private void card(ModelCard card) {
        var licence = card.value("license");
        if (licence.isEmpty()) {
            found.missing(CARD, "its metadata has no 'license', such as mit, apache-2.0 or other");
        } else {
            found.ok(CARD, "license " + licence);
        }
        if (licence.equals("other") && card.value("license_name").isEmpty()) {
            found.missing(CARD, "its license is 'other', so 'license_name' has to name it");
        }
        if (licence.equals("other") && card.value("license_link").isEmpty() && !has("LICENSE") && !has("LICENSE.md")) {
            found.missing("LICENSE", "is not there, and README.md has no 'license_link' to it");
        }
        for (var key : List.of("library_name", "pipeline_tag", "tags", "base_model")) {
            if (card.value(key).isEmpty()) {
                found.advice(CARD, "its metadata has no '" + key + "'" + why(key));
            } else {
                found.ok(CARD, key + " " + card.value(key));
            }
        }
        if (card.text().length() < 100) {
            found.advice(CARD, "says hardly anything: what the model is for, what it was trained on, how good it is");
        }
    }

    private static String why(String key) {
        return switch (key) {
            case "library_name" -> ", such as transformers: which code to show";
            case "pipeline_tag" -> ", such as text-generation: where it is found";
            case "base_model" -> ": the model it was made of, if it was made of one";
            default -> "";
        };
    }
}
