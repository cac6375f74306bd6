package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads {@code normalizer}. */
final class NormalizerJson {
    private final String file;
    private final List<Normalizer> steps = new ArrayList<>();

    NormalizerJson(String file) {
        this.file = file;
    }

    Normalizer read(JsonNode node) {
        if (Parts.present(file, "normalizer", node)) {
            add(node, 0);
        }
        return steps.size() == 1 ? steps.getFirst() : new Normalizer.Sequence(List.copyOf(steps));
    }

    private void add(JsonNode n, int depth) {
        Parts.check(file, depth, steps.size());
        var type = n.path("type").asString("");
        switch (type) {
            case "Sequence" -> Parts.list(file, n, "normalizers").forEach(step -> add(step, depth + 1));
            case "NFC", "NFD", "NFKC", "NFKD" -> steps.add(new Normalizer.Unicode(Form.valueOf(type)));
            case "Lowercase" -> steps.add(new Normalizer.Lowercase());
            case "StripAccents" -> steps.add(new Normalizer.StripAccents());
            case "Prepend" -> steps.add(new Normalizer.Prepend(Parts.text(file, n, "prepend")));
            case "Replace" ->
                steps.add(
                        new Normalizer.Replace(Parts.finder(file, n.path("pattern")), Parts.text(file, n, "content")));
            case "Strip" ->
                steps.add(new Normalizer.Strip(
                        Parts.flag(file, n, "strip_left", true), Parts.flag(file, n, "strip_right", true)));
            default -> throw FerkelException.of("%s: normalizer '%s' is not supported", file, type);
        }
    }
}
