package dev.ferkel.internal.bpe;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was learnt as Hugging Face's {@code tokenizer.json} and {@code tokenizer_config.json}. */
public final class TokenizerFiles {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What the tokens are for.
     *
     * @param bos begins a text; among the special tokens
     * @param eos ends a text or an answer; among the special tokens
     * @param chatTemplate Jinja, as {@code chat_template} has it
     * @param maxLength most tokens of a text
     */
    public record Roles(String bos, String eos, String chatTemplate, int maxLength) {}

    private TokenizerFiles() {}

    /**
     * Writes both files. As in DeepSeek's, only those tokens are marked special, and thus left out of a text, that stand
     * for no part of it: bos, eos and padding.
     *
     * @throws FerkelException if a role is no special token or the folder can't be written
     */
    public static void write(Path folder, TrainedTokenizer tokenizer, Roles roles) {
        for (var role : new String[] {roles.bos(), roles.eos()}) {
            if (!tokenizer.specialTokens().contains(role)) {
                throw FerkelException.of(
                        "'%s' is no special token, expected one of %s", role, tokenizer.specialTokens());
            }
        }
        write(folder.resolve("tokenizer.json"), json(tokenizer, roles));
        write(folder.resolve("tokenizer_config.json"), config(roles));
    }

    private static void write(Path file, JsonNode json) {
        WholeFile.write(file, json.toPrettyString() + "\n");
    }

    static ObjectNode json(TrainedTokenizer tokenizer, Roles roles) {
        var special = Set.of(roles.bos(), roles.eos(), SpecialTokens.PAD);
        var json = JSON.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        var added = json.putArray("added_tokens");
        for (int id = 0; id < tokenizer.specialTokens().size(); id++) {
            var token = tokenizer.specialTokens().get(id);
            added.add(addedToken(token).put("id", id).put("special", special.contains(token)));
        }
        json.putNull("normalizer").set("pre_tokenizer", tokenizer.preTokenizer().json());
        json.putNull("post_processor").set("decoder", PreTokenizerKind.byteLevel(true));
        json.set("model", model(tokenizer));
        return json;
    }

    private static ObjectNode addedToken(String token) {
        return JSON.createObjectNode()
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false);
    }

    private static ObjectNode model(TrainedTokenizer tokenizer) {
        var model = JSON.createObjectNode().put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        var vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokenizer.vocabulary().size(); id++) {
            vocabulary.put(tokenizer.vocabulary().get(id), id);
        }
        var merges = model.putArray("merges");
        for (var merge : tokenizer.merges()) {
            merges.addArray().add(merge.left()).add(merge.right());
        }
        return model;
    }

    private static ObjectNode config(Roles roles) {
        var config = JSON.createObjectNode();
        config.set("bos_token", addedToken(roles.bos()).put("__type", "AddedToken"));
        config.set("eos_token", addedToken(roles.eos()).put("__type", "AddedToken"));
        config.set("pad_token", addedToken(roles.eos()).put("__type", "AddedToken"));
        return config.put("clean_up_tokenization_spaces", false)
                .put("model_max_length", roles.maxLength())
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("chat_template", roles.chatTemplate());
    }
}
