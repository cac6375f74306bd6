package dev.ferkel.cli;

import dev.ferkel.internal.config.ParameterCount;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel chat}: talk to a model. */
@Command(
        name = "chat",
        description = "Talk to a model in the terminal.",
        footer = {
            "",
            "In the chat, /help lists the commands. Ctrl-C stops an answer, Ctrl-D ends the chat. Where the standard "
                    + "input is no terminal, each of its lines is a message (a line that ends in \\ goes on, and so "
                    + "does all between two \"\"\"), and only the answers are printed.",
            "",
            "Examples:",
            "  ferkel chat",
            "  ferkel chat model.gguf",
            "  ferkel chat HuggingFaceTB/SmolLM2-135M-Instruct     # downloaded once",
            "  ferkel chat model.gguf --system \"Answer in one sentence.\" -t 0.3",
            "  printf 'Hi\\nAnd in French?\\n' | ferkel chat model.gguf --quiet"
        })
final class ChatCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description =
                    "A GGUF file, a Hugging Face folder or a name on the hub, see pull. Default: the small model that "
                            + "comes with Ferkel.")
    @Nullable
    ModelArgument path;

    @Option(names = "--system", paramLabel = "TEXT", order = 1, description = "The system message.")
    String system = "";

    @Mixin
    final AnswerFlags answer = new AnswerFlags();

    @Mixin
    final EngineFlags engine = new EngineFlags();

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    ChatCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        answer.check();
        var options = engine.options().drafts(answer.drafts);
        var model = path == null ? OwnModel.path("chat") : path.locate(streams, common.quiet);
        boolean interactive = streams.inTerminal() && streams.outTerminal();
        try (var answering = Answering.open(model, compute, options, common.quiet, streams);
                var terminal = interactive ? JLineTerminal.system(streams.style()) : new PlainTerminal(streams)) {
            var chat = new Chat(answering, terminal, answer);
            chat.conversation().system(system);
            if (!common.quiet) {
                var config = answering.model().config();
                chat.note("%s, %s parameters, context %s. /help lists commands, Ctrl-D ends."
                        .formatted(
                                answering.model().name(),
                                Quantity.count(ParameterCount.of(config).total()),
                                Quantity.grouped(answering.engine().context())));
                if (path == null) {
                    OwnModel.introduction(answer.seed()).forEach(chat::note);
                }
            }
            chat.run();
            return 0;
        }
    }
}
