package dev.ferkel.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@code inspect --json} prints. */
final class InspectionJson {
    private InspectionJson() {}

    static String of(Inspection found, boolean listed) {
        var config = found.config();
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", found.name());
        json.put("format", found.format());
        json.put("architecture", config.architecture().name().toLowerCase(Locale.ROOT));
        json.put("layers", config.layers());
        json.put("hidden_size", config.hiddenSize());
        json.put("vocabulary_size", config.vocabularySize());
        json.put("context", config.maxPositions());
        json.put("parameters", parameters(found));
        json.put("tensors", found.tensors().size());
        json.put("bytes", found.bytes());
        json.put("types", found.types());
        json.put("cache_bytes_per_token", found.cacheBytesPerToken());
        json.put("tokenizer", found.tokenizer().isEmpty() ? null : found.tokenizer());
        json.put("chat_template", template(found));
        json.put("drafts", found.drafts());
        json.put("licence", found.licence().orElse(null));
        if (listed) {
            json.put("tensor_list", tensors(found));
        }
        return JsonMapper.shared().writeValueAsString(json);
    }

    private static Map<String, Object> parameters(Inspection found) {
        var count = found.parameters();
        var json = new LinkedHashMap<String, Object>();
        json.put("total", count.total());
        json.put("active", count.active());
        json.put("embedding", count.embedding());
        json.put("head", count.head());
        json.put("layers", count.layers());
        json.put("active_layers", count.activeLayers());
        json.put("mtp", count.mtp());
        return json;
    }

    private static Map<String, Object> template(Inspection found) {
        var json = new LinkedHashMap<String, Object>();
        json.put("present", found.template().isPresent() || !found.problem().isEmpty());
        found.template().ifPresent(template -> {
            json.put("reasons", template.reasons());
            json.put("tools", template.callsTools());
        });
        if (!found.problem().isEmpty()) {
            json.put("problem", found.problem());
        }
        return json;
    }

    private static List<Map<String, Object>> tensors(Inspection found) {
        var list = new ArrayList<Map<String, Object>>();
        found.tensors().forEach((name, tensor) -> {
            var json = new LinkedHashMap<String, Object>();
            json.put("name", name);
            json.put("type", tensor.type().name());
            json.put("shape", tensor.shape());
            json.put("bytes", tensor.byteSize());
            list.add(json);
        });
        return list;
    }
}
