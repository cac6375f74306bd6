package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sampling.Sampling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel run}: one prompt, one answer. */
@Command(
        name = "run",
        description = "Answer one prompt.",
        footer = {
            "",
            "Without PROMPT the prompt is read from the standard input. The answer goes to the standard output as it "
                    + "comes; reasoning is shown dimmed on a terminal and is not part of it.",
            "",
            "Examples:",
            "  ferkel run \"What is 17 + 25?\"",
            "  ferkel run model.gguf \"Why is the sky blue?\"",
            "  ferkel run model.gguf --system \"Answer in French.\" < question.txt",
            "  ferkel run model.gguf --raw \"The little pig went to\" -t 0 -n 20",
            "  ferkel run model.gguf --ids 504,3575,282 --output ids -n 8",
            "  ferkel run model.gguf --context 32768 --cache-type q8_0 < book.txt",
            "  ferkel run model.gguf --json \"Hi\" | jq .usage"
        })
final class RunCommand implements Callable<Integer> {
    enum Output {
        text,
        ids,
        json
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull. Default: the small model "
                    + "that comes with Ferkel; then PROMPT has to hold a space.")
    @Nullable
    ModelArgument path;

    @Parameters(index = "1..*", paramLabel = "PROMPT", arity = "0..*", description = "What to answer.")
    List<String> words = List.of();

    @Option(names = "--system", paramLabel = "TEXT", order = 1, description = "The system message.")
    @Nullable
    String system;

    @Option(names = "--raw", order = 2, description = "No chat template: go on with the text as it is.")
    boolean raw;

    @Option(
            names = "--ids",
            paramLabel = "IDS",
            order = 3,
            description = "Token ids such as 1,2,3 instead of a text; needs no tokenizer. "
                    + "The default temperature is then 0.")
    @Nullable
    String ids;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "KIND",
            order = 4,
            description = "text, ids (of all tokens drawn) or json (text, reasoning, ids, usage, timings).")
    Output output = Output.text;

    @Option(names = "--json", order = 5, description = "The same as --output json.")
    boolean json;

    @Mixin
    final AnswerFlags answer = new AnswerFlags();

    @Mixin
    final EngineFlags engine = new EngineFlags();

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    RunCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (ids != null && (raw || system != null || !words.isEmpty())) {
            throw FerkelException.of("--ids is the whole prompt: no PROMPT, --raw or --system beside it");
        }
        if (raw && system != null) {
            throw FerkelException.of("--system needs the chat template, which --raw leaves out");
        }
        var kind = json ? Output.json : output;
        answer.check();
        var options = engine.options().drafts(answer.drafts);
        var model = model();
        try (var answering = Answering.open(model, compute, options, common.quiet, streams)) {
            var text = answering.model().text();
            if (!text.hasTokenizer() && (ids == null || kind == Output.text)) {
                throw FerkelException.of("%s: has no tokenizer; --ids and --output ids need none", model);
            }
            var prompt = prompt(answering);
            long seed = answer.seed();
            var sampling = answer.sampling(ids == null ? text.suggestedSampling(seed) : new Sampling(0, 0, 1, 0, seed));
            var shown = new RunOutput(streams, kind, common.quiet, answering);
            var reply = answering.answer(prompt, sampling, answer, shown);
            if (kind == Output.json) {
                streams.show(RunJson.of(answering, sampling, reply) + "\n");
            } else {
                shown.end();
            }
            return 0;
        }
    }

    /** A first word that is no file and holds a space is a prompt for our own model. */
    private Path model() {
        if (path != null && path.text().contains(" ") && path.here().isEmpty()) {
            words = Stream.concat(Stream.of(path.text()), words.stream()).toList();
            path = null;
        }
        return path == null ? OwnModel.path("run") : path.locate(streams, common.quiet);
    }

    private Prompt prompt(Answering answering) throws IOException {
        if (ids != null) {
            return Prompt.of(Ids.parse(ids));
        }
        var text = words.isEmpty()
                ? new String(streams.in().readAllBytes(), StandardCharsets.UTF_8)
                : String.join(" ", words);
        if (raw) {
            return Prompt.raw(answering.model(), text);
        }
        var messages = new ArrayList<Map<String, ?>>();
        if (system != null) {
            messages.add(Conversation.message("system", system));
        }
        messages.add(Conversation.message("user", words.isEmpty() ? text.stripTrailing() : text));
        return Prompt.of(answering.model(), messages, Optional.empty());
    }
}
