package dev.ferkel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole Hugging Face folder that chats: the golden llama, whose weights are random, with a tokenizer made so that the
 * prompt and the greedy tokens that transformers computed are letters. So what the model has to answer is known.
 *
 * @param folder config, weights, tokenizer, template
 * @param question one user message, which becomes the golden prompt
 * @param reasoning what has to be thought; empty for {@link #plain}
 * @param content what has to be answered
 */
public record TinyChat(Path folder, String question, String reasoning, String content) {
    /** Tokens of the golden prompt. */
    public static final int PROMPT_TOKENS = 8;

    /** Tokens whose text is known; ask for as many at most, at temperature 0. */
    public static final int ANSWER_TOKENS = 24;

    /** The answer's token that ends the thinking; it comes once. */
    private static final int END_OF_THINKING = 13;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int EOS = 1;
    private static final String MESSAGES = "{% for m in messages %}{{ m['content'] }}{% endfor %}";

    /** A model that answers at once. */
    public static TinyChat plain(Path folder) {
        return write(folder, false);
    }

    /** A model that thinks first: the last token of its prompt is {@code <think>}. */
    public static TinyChat thinking(Path folder) {
        return write(folder, true);
    }

    private static TinyChat write(Path folder, boolean thinks) {
        try {
            var golden = Golden.path("oracle/models/llama");
            for (var name : List.of("config.json", "model.safetensors")) {
                Files.copy(golden.resolve(name), folder.resolve(name));
            }
            var greedy = read(golden.resolve("expected.json")).path("greedy");
            var prompt = ids(greedy.path("prompt"));
            var answer = ids(greedy.path("tokens"));
            var special = new LinkedHashMap<Integer, String>(Map.of(EOS, "</s>"));
            if (thinks) {
                special.put(prompt.getLast(), "<think>");
                special.put(answer.get(END_OF_THINKING), "</think>");
            }
            var letters = letters(prompt, answer, special);
            int vocabulary =
                    read(golden.resolve("config.json")).path("vocab_size").asInt();
            write(folder.resolve("tokenizer.json"), tokenizer(vocabulary, letters, special));
            write(
                    folder.resolve("tokenizer_config.json"),
                    Map.of(
                            "chat_template",
                            MESSAGES + (thinks ? "{% if add_generation_prompt %}<think>{% endif %}" : "")));
            var said = text(answer, letters);
            return new TinyChat(
                    folder,
                    text(prompt, letters),
                    thinks ? said.substring(0, END_OF_THINKING) : "",
                    thinks ? said.substring(END_OF_THINKING) : said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static void write(Path file, Object value) throws IOException {
        Files.writeString(file, JsonMapper.shared().writeValueAsString(value));
    }

    private static List<Integer> ids(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    private static Map<Integer, Character> letters(
            List<Integer> prompt, List<Integer> answer, Map<Integer, String> special) {
        var letters = new LinkedHashMap<Integer, Character>();
        for (var ids : List.of(prompt, answer)) {
            for (int id : ids) {
                if (!special.containsKey(id)) {
                    letters.computeIfAbsent(id, i -> LETTERS.charAt(letters.size()));
                }
            }
        }
        return letters;
    }

    private static String text(List<Integer> ids, Map<Integer, Character> letters) {
        var text = new StringBuilder();
        ids.stream().filter(letters::containsKey).forEach(id -> text.append(letters.get(id)));
        return text.toString();
    }

    /** Ids that are neither letters nor special are the other bytes and, when those are used up, added tokens. */
    private static Map<String, Object> tokenizer(
            int vocabulary, Map<Integer, Character> letters, Map<Integer, String> special) {
        var pieces = new LinkedHashMap<String, Integer>();
        var added = new ArrayList<Map<String, Object>>();
        var bytes = IntStream.range(0, 256)
                .filter(b -> !letters.containsValue((char) b))
                .iterator();
        for (int id = 0; id < vocabulary; id++) {
            if (letters.containsKey(id)) {
                pieces.put(letters.get(id).toString(), id);
            } else if (bytes.hasNext() && !special.containsKey(id)) {
                pieces.put(written(bytes.nextInt()), id);
            } else {
                var content = special.getOrDefault(id, "<|" + id + "|>");
                pieces.put(content, id);
                added.add(Map.of("id", id, "content", content, "special", id == EOS));
            }
        }
        return Map.of(
                "model", Map.of("type", "BPE", "vocab", pieces, "merges", List.of()),
                "added_tokens", added,
                "pre_tokenizer", Map.of("type", "ByteLevel", "add_prefix_space", false),
                "decoder", Map.of("type", "ByteLevel"));
    }

    /** A byte as GPT-2 writes it. */
    private static String written(int b) {
        int shifted = 256;
        for (int other = 0; other < b; other++) {
            shifted += printable(other) ? 0 : 1;
        }
        return String.valueOf((char) (printable(b) ? b : shifted));
    }

    private static boolean printable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xa1 && b != 0xad);
    }
}
