package dev.ferkel.tokenizer;

import dev.ferkel.tensor.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Hugging Face's {@code tokenizer.json} of the byte-level BPE kind. */
final class TokenizerJson {
    private static final int MAX_ID = 10_000_000;
    private static final int MAX_DEPTH = 16;

    private final Path path;
    private final String file;

    TokenizerJson(Path fileOrFolder) {
        path = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve("tokenizer.json") : fileOrFolder;
        file = path.toString();
    }

    Tokenizer.Definition read() {
        var json = parse(path);
        var model = json.path("model");
        if (!model.path("type").asString("BPE").equals("BPE")
                || !model.path("vocab").isObject()) {
            throw FerkelException.of(
                    "%s: 'model' is '%s', expected BPE with a 'vocab'",
                    file, model.path("type").asString(""));
        }
        Map<String, Integer> vocabulary = HashMap.newHashMap(model.path("vocab").size());
        int size = 0;
        for (var entry : model.path("vocab").properties()) {
            int id = id("vocab", entry.getValue());
            vocabulary.put(entry.getKey(), id);
            size = Math.max(size, id + 1);
        }
        var added = new ArrayList<AddedTokens.Token>();
        for (var token : json.path("added_tokens")) {
            added.add(added(token));
            size = Math.max(size, added.getLast().id() + 1);
        }
        var prefix = new ArrayList<Integer>();
        var suffix = new ArrayList<Integer>();
        template(json.path("post_processor"), prefix, suffix, 0);
        var config = config();
        return new Tokenizer.Definition(
                "tokenizer.json",
                vocabulary,
                size,
                Tokenizer.pairs(file, merges(model.path("merges")), vocabulary),
                List.copyOf(added),
                normalizer(json.path("normalizer"), 0),
                preTokenizer(json.path("pre_tokenizer"), 0),
                model.path("ignore_merges").asBoolean(false),
                prefix,
                suffix,
                token(config.path("bos_token"), added),
                token(config.path("eos_token"), added),
                Set.of());
    }

    private static JsonNode parse(Path path) {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new FerkelException(
                    path + ": can't be read: " + (Files.exists(path) ? e.getMessage() : "no such file"), e);
        } catch (JacksonException e) {
            throw new FerkelException(
                    path + ": not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private JsonNode config() {
        var beside = path.resolveSibling("tokenizer_config.json");
        return Files.exists(beside) ? parse(beside) : JsonMapper.shared().createObjectNode();
    }

    private static OptionalInt token(JsonNode node, List<AddedTokens.Token> added) {
        var text = node.isObject() ? node.path("content").asString("") : node.asString("");
        return added.stream()
                .filter(t -> t.text().equals(text))
                .mapToInt(AddedTokens.Token::id)
                .findFirst();
    }

    private int id(String key, JsonNode node) {
        if (!node.isInt() || node.asInt() < 0 || node.asInt() > MAX_ID) {
            throw FerkelException.of("%s: '%s' has id %s, expected a whole number up to %d", file, key, node, MAX_ID);
        }
        return node.asInt();
    }

    private AddedTokens.Token added(JsonNode t) {
        if (!t.path("content").isString()) {
            throw FerkelException.of("%s: an entry of 'added_tokens' has no 'content'", file);
        }
        return new AddedTokens.Token(
                id("added_tokens", t.path("id")),
                t.path("content").asString(),
                flag(t, "single_word"),
                flag(t, "lstrip"),
                flag(t, "rstrip"),
                flag(t, "normalized"),
                flag(t, "special"));
    }

    private static boolean flag(JsonNode node, String key) {
        return node.path(key).asBoolean(false);
    }

    private List<String[]> merges(JsonNode node) {
        var merges = new ArrayList<String[]>();
        for (var merge : node) {
            var pair = merge.isArray() && merge.size() == 2
                    ? new String[] {merge.get(0).asString(""), merge.get(1).asString("")}
                    : merge.asString("").split(" ", -1);
            if (pair.length != 2) {
                throw FerkelException.of("%s: merge %d is %s, expected two tokens", file, merges.size(), merge);
            }
            merges.add(pair);
        }
        return merges;
    }

    private void deep(int depth) {
        if (depth > MAX_DEPTH) {
            throw FerkelException.of("%s: a Sequence is nested more than %d times", file, MAX_DEPTH);
        }
    }

    private Normalizer normalizer(JsonNode n, int depth) {
        deep(depth);
        var type = n.path("type").asString(n.isObject() ? "" : "none");
        return switch (type) {
            case "none" -> new Normalizer.Sequence(List.of());
            case "Sequence" -> {
                var steps = new ArrayList<Normalizer>();
                n.path("normalizers").forEach(step -> steps.add(normalizer(step, depth + 1)));
                yield new Normalizer.Sequence(List.copyOf(steps));
            }
            case "NFC", "NFD", "NFKC", "NFKD" -> new Normalizer.Unicode(Form.valueOf(type));
            case "Lowercase" -> new Normalizer.Lowercase();
            case "Prepend" -> new Normalizer.Prepend(n.path("prepend").asString(""));
            case "Replace" ->
                new Normalizer.Replace(
                        pattern(n.path("pattern")), n.path("content").asString(""));
            case "Strip" ->
                new Normalizer.Strip(
                        n.path("strip_left").asBoolean(true),
                        n.path("strip_right").asBoolean(true));
            case "StripAccents" -> new Normalizer.StripAccents();
            default -> throw FerkelException.of("%s: normalizer '%s' is not supported", file, type);
        };
    }

    private PreTokenizer preTokenizer(JsonNode n, int depth) {
        deep(depth);
        var type = n.path("type").asString(n.isObject() ? "" : "none");
        return switch (type) {
            case "none" -> new PreTokenizer.Sequence(List.of());
            case "Sequence" -> {
                var steps = new ArrayList<PreTokenizer>();
                n.path("pretokenizers").forEach(step -> steps.add(preTokenizer(step, depth + 1)));
                yield new PreTokenizer.Sequence(List.copyOf(steps));
            }
            case "Split" -> new PreTokenizer.Split(pattern(n.path("pattern")), behavior(n), flag(n, "invert"));
            case "Digits" ->
                new PreTokenizer.Split(
                        Patterns.compile(flag(n, "individual_digits") ? "\\p{N}" : "\\p{N}+"),
                        PreTokenizer.Behavior.ISOLATED,
                        false);
            case "ByteLevel" -> {
                var steps = new ArrayList<PreTokenizer>();
                if (n.path("add_prefix_space").asBoolean(true)) {
                    steps.add(new PreTokenizer.PrefixSpace());
                }
                if (n.path("use_regex").asBoolean(true)) {
                    steps.add(Patterns.isolated(Patterns.GPT2));
                }
                yield new PreTokenizer.Sequence(List.copyOf(steps));
            }
            default -> throw FerkelException.of("%s: pre-tokenizer '%s' is not supported", file, type);
        };
    }

    private PreTokenizer.Behavior behavior(JsonNode n) {
        var name = n.path("behavior").asString("");
        return switch (name) {
            case "Removed" -> PreTokenizer.Behavior.REMOVED;
            case "Isolated" -> PreTokenizer.Behavior.ISOLATED;
            case "MergedWithPrevious" -> PreTokenizer.Behavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> PreTokenizer.Behavior.MERGED_WITH_NEXT;
            case "Contiguous" -> PreTokenizer.Behavior.CONTIGUOUS;
            default -> throw FerkelException.of("%s: split behavior '%s' is not known", file, name);
        };
    }

    private Pattern pattern(JsonNode n) {
        if (n.path("String").isString()) {
            return Pattern.compile(Pattern.quote(n.path("String").asString()));
        }
        try {
            return Patterns.compile(n.path("Regex").asString(""));
        } catch (PatternSyntaxException e) {
            throw new FerkelException(
                    file + ": pattern '" + n.path("Regex").asString("") + "' is not understood: " + e.getDescription(),
                    e);
        }
    }

    /** TemplateProcessing's special tokens before and after the text. */
    private void template(JsonNode n, List<Integer> prefix, List<Integer> suffix, int depth) {
        deep(depth);
        switch (n.path("type").asString("")) {
            case "Sequence" -> n.path("processors").forEach(p -> template(p, prefix, suffix, depth + 1));
            case "TemplateProcessing" -> {
                boolean before = true;
                for (var part : n.path("single")) {
                    if (part.has("Sequence")) {
                        before = false;
                    } else {
                        var name = part.path("SpecialToken").path("id").asString("");
                        for (var id : n.path("special_tokens").path(name).path("ids")) {
                            (before ? prefix : suffix).add(id("post_processor", id));
                        }
                    }
                }
            }
            default -> {}
        }
    }
}
