package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.RenderRequest;
import dev.ferkel.internal.config.TextFiles;
import dev.ferkel.internal.engine.TextParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel render}: what a chat template makes of a conversation. */
@Command(
        name = "render",
        description = "Show the prompt that a chat template makes of a conversation.",
        footer = {
            "",
            "A line in of --json is {\"messages\": [..], \"tools\": [..], \"add_generation_prompt\": true, "
                    + "\"extra\": {..}, \"bos_token\": \"..\", \"eos_token\": \"..\"}, or {\"template\": \"..\", "
                    + "\"context\": {..}} for plain Jinja; a line out is a JSON string or {\"error\": \"..\"}. "
                    + "Without bos_token and eos_token the model's own are taken.",
            "",
            "Examples:",
            "  ferkel render model.gguf --user \"Hi\"",
            "  ferkel render --template chat.jinja --system \"Be brief.\" --user \"Hi\"",
            "  ferkel render model.gguf --messages saved-chat.json",
            "  ferkel render model.gguf --json < conversations.jsonl"
        })
final class RenderCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull; weights are not needed.")
    @Nullable
    ModelArgument path;

    @Option(names = "--template", paramLabel = "FILE", order = 1, description = "A Jinja template instead of MODEL.")
    @Nullable
    Path template;

    @Option(names = "--system", paramLabel = "TEXT", order = 2, description = "The system message.")
    @Nullable
    String system;

    @Option(names = "--user", paramLabel = "TEXT", order = 3, description = "The user's message.")
    @Nullable
    String user;

    @Option(
            names = "--messages",
            paramLabel = "FILE",
            order = 4,
            description = "A conversation: a JSON array of messages, or an object of --json's kind.")
    @Nullable
    Path messages;

    @Option(names = "--json", order = 5, description = "JSON lines in and out, see below.")
    boolean json;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    RenderCommand(Streams streams) {
        this.streams = streams;
    }

    /** A template's text, and the tokens it may write around a conversation. */
    private record Source(String name, String text, Map<String, String> tokens) {}

    @Override
    public Integer call() throws IOException {
        var source = source();
        if (json) {
            JsonLines.answer(
                    streams,
                    line -> RenderRequest.parse(line)
                            .withDefaults(source.tokens())
                            .render(source.name(), source.text()));
            return 0;
        }
        var text = conversation().withDefaults(source.tokens()).render(source.name(), source.text());
        streams.show(streams.style().safe(text) + (text.endsWith("\n") ? "" : "\n"));
        return 0;
    }

    private Source source() {
        if (template != null) {
            if (path != null) {
                throw FerkelException.of("MODEL and --template are both given, expected one of them");
            }
            return new Source(template.toString(), TextFiles.read(template, TextFiles.SMALL), Map.of());
        }
        var model = path;
        if (model == null) {
            throw FerkelException.of("no MODEL and no --template, expected one of them");
        }
        var own = TextParts.open(model.locateText(streams, common.quiet))
                .template()
                .orElseThrow(() -> FerkelException.of("%s: has no chat template", model));
        return new Source(own.name(), own.source(), own.tokens());
    }

    private RenderRequest conversation() {
        if (messages != null) {
            if (system != null || user != null) {
                throw FerkelException.of("--messages is the whole conversation: no --system or --user beside it");
            }
            return conversation(messages);
        }
        if (user == null) {
            throw FerkelException.of("nothing to render, expected --user, --messages or --json");
        }
        var list = new ArrayList<Map<String, ?>>();
        if (system != null) {
            list.add(Conversation.message("system", system));
        }
        list.add(Conversation.message("user", user));
        return new RenderRequest(new LinkedHashMap<>(Map.of("messages", list, "add_generation_prompt", true)));
    }

    private static RenderRequest conversation(Path file) {
        var text = TextFiles.read(file, TextFiles.LARGE);
        try {
            return RenderRequest.parse(text.stripLeading().startsWith("[") ? "{\"messages\": " + text + "}" : text)
                    .withDefaults(Map.of("add_generation_prompt", true));
        } catch (FerkelException e) {
            throw new FerkelException(file + ": " + e.getMessage(), e);
        }
    }
}
