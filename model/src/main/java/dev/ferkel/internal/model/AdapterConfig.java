package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code adapter_config.json} says of a LoRA adapter, in the spelling of Hugging Face's PEFT.
 *
 * @param base the folder or name of the model that it is for
 * @param targets last parts of the names of what it adapts
 * @param stabilised whether the scale is alpha / sqrt(rank) and not alpha / rank (rsLoRA, Kalajdzievski 2023)
 */
public record AdapterConfig(String base, int rank, double alpha, boolean stabilised, List<String> targets) {
    /** Most ranks of an adapter. */
    public static final int MAX_RANK = 4096;

    private static final double MAX_ALPHA = 1e6;

    /** Keys that make another network of it where they are set. */
    private static final Set<String> OTHERS = Set.of(
            "use_dora",
            "use_qalora",
            "lora_bias",
            "fan_in_fan_out",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "layer_replication",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "megatron_config",
            "arrow_config",
            "monteclora_config",
            "kasa_config",
            "use_bdlora");

    /** Ways to begin that leave the base as it is. */
    private static final Set<String> BEGINNINGS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    /** The factor of B A. */
    public float scale() {
        return (float) (alpha / (stabilised ? Math.sqrt(rank) : rank));
    }

    /** @throws FerkelException if it is no LoRA, or one of a kind that is more than B A beside a matrix */
    static AdapterConfig read(Path file) {
        var json = TextFiles.json(file, TextFiles.SMALL);
        var type = json.path("peft_type").asString("");
        if (!type.equals("LORA")) {
            throw FerkelException.of("%s: 'peft_type' is '%s', expected LORA", file, type);
        }
        for (var key : OTHERS) {
            if (isSet(json.path(key))) {
                throw FerkelException.of("%s: has '%s', which is not supported", file, key);
            }
        }
        var bias = json.path("bias").asString("none");
        if (!bias.equals("none")) {
            throw FerkelException.of("%s: 'bias' is '%s', expected none", file, bias);
        }
        var beginning = json.path("init_lora_weights");
        if (!beginning.isMissingNode() && !beginning.isNull() && !BEGINNINGS.contains(beginning.asString(""))) {
            throw FerkelException.of(
                    "%s: 'init_lora_weights' is '%s', which changes the base's weights, too",
                    file, beginning.asString(""));
        }
        var rank = json.path("r");
        if (!rank.isInt() || rank.asInt() < 1 || rank.asInt() > MAX_RANK) {
            throw FerkelException.of("%s: 'r' is %s, expected 1 to %d", file, rank, MAX_RANK);
        }
        var alpha = json.path("lora_alpha");
        if (!alpha.isNumber() || !(Math.abs(alpha.asDouble()) <= MAX_ALPHA)) {
            throw FerkelException.of("%s: 'lora_alpha' is %s, expected a number", file, alpha);
        }
        var targets = json.path("target_modules")
                .valueStream()
                .map(t -> t.asString(""))
                .toList();
        return new AdapterConfig(
                json.path("base_model_name_or_path").asString(""),
                rank.asInt(),
                alpha.asDouble(),
                json.path("use_rslora").asBoolean(false),
                targets);
    }

    private static boolean isSet(JsonNode value) {
        return value.isContainer() ? !value.isEmpty() : value.asBoolean(!value.isMissingNode() && !value.isNull());
    }

    ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", base);
        json.put("r", rank);
        if (alpha == Math.rint(alpha)) {
            json.put("lora_alpha", (long) alpha);
        } else {
            json.put("lora_alpha", alpha);
        }
        json.put("lora_dropout", 0.0);
        json.put("use_rslora", stabilised);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        targets.forEach(json.putArray("target_modules")::add);
        return json;
    }
}
