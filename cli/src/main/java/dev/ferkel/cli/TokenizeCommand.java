package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.engine.TextParts;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel tokenize}: text to ids and back. */
@Command(
        name = "tokenize",
        description = "Show how a text is cut into tokens, or what text token ids make.",
        footer = {
            "",
            "On a terminal the text's pieces are coloured, each with its id; elsewhere there is a line a token: "
                    + "its id, a tab, its text as a JSON string. Without TEXT the standard input is read.",
            "",
            "Examples:",
            "  ferkel tokenize model.gguf \"Hello, world!\"",
            "  ferkel tokenize DeepSeek-V3/tokenizer.json < book.txt | wc -l",
            "  ferkel tokenize model.gguf --decode 19556,28,905",
            "  echo '\"Hello\"' | ferkel tokenize model.gguf --json"
        })
final class TokenizeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "A GGUF file, a Hugging Face folder, a tokenizer.json or a name on the hub, see pull; weights are "
                            + "not needed.")
    ModelArgument path = ModelArgument.NONE;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "What to cut; ids with --decode.")
    List<String> words = List.of();

    @Option(
            names = "--json",
            order = 1,
            description = "A JSON string a line in, a JSON array of ids a line out; the other way with --decode. "
                    + "A line that is neither is answered by {\"error\": ..}.")
    boolean json;

    @Option(names = "--decode", order = 2, description = "From ids to text.")
    boolean decode;

    @Option(
            names = "--no-special",
            order = 3,
            description =
                    "Leave out the tokens that the model expects around a text; with --decode, all special tokens.")
    boolean noSpecial;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    TokenizeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        var tokenizer = TextParts.open(path.locateText(streams, common.quiet)).tokenizer();
        if (json) {
            if (!words.isEmpty()) {
                throw FerkelException.of("--json reads the standard input: no TEXT beside it");
            }
            JsonLines.answer(streams, line -> answer(tokenizer, line));
            return 0;
        }
        var text = words.isEmpty()
                ? new String(streams.in().readAllBytes(), StandardCharsets.UTF_8)
                : String.join(" ", words);
        if (decode) {
            var decoded = tokenizer.decode(Ids.parse(text), noSpecial);
            streams.show(streams.style().safe(decoded) + (decoded.endsWith("\n") ? "" : "\n"));
        } else {
            show(tokenizer, tokenizer.encode(text, !noSpecial));
        }
        return 0;
    }

    private Object answer(Tokenizer tokenizer, String line) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw TextFiles.notJson("the line", e);
        }
        if (!decode) {
            if (!node.isString()) {
                throw FerkelException.of("expected a JSON string, found %s", node.getNodeType());
            }
            return tokenizer.encode(node.asString(), !noSpecial);
        }
        if (!node.isArray() || node.valueStream().anyMatch(id -> !id.isInt())) {
            throw FerkelException.of("expected a JSON array of token ids");
        }
        return tokenizer.decode(node.valueStream().mapToInt(JsonNode::asInt).toArray(), noSpecial);
    }

    private void show(Tokenizer tokenizer, int[] ids) {
        var text = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            var piece = piece(tokenizer, ids[i]);
            if (streams.outTerminal()) {
                coloured(text, i, ids[i], piece);
            } else {
                var quoted = JsonMapper.shared().writeValueAsString(piece);
                text.append(ids[i]).append('\t').append(quoted).append('\n');
            }
        }
        if (streams.outTerminal()) {
            var count = ids.length + (ids.length == 1 ? " token" : " tokens");
            text.append('\n').append(streams.style().dim(count)).append('\n');
        }
        streams.show(text.toString());
    }

    private void coloured(StringBuilder text, int index, int id, String piece) {
        var style = streams.style();
        var shown = style.safe(piece.replace("\n", "⏎").replace("\t", "⇥"));
        text.append(style.onBackground(index, shown))
                .append(style.dim(Integer.toString(id)))
                .append(piece.endsWith("\n") ? "\n" : " ");
    }

    /** A token's text, or its bytes where they are no whole characters. */
    private static String piece(Tokenizer tokenizer, int id) {
        var piece = tokenizer.piece(id);
        if (piece.indexOf('\ufffd') < 0) {
            return piece;
        }
        return "<" + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(tokenizer.bytes(id)) + ">";
    }
}
