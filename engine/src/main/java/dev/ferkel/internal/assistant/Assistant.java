package dev.ferkel.internal.assistant;

import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model that answers conversations. Safe for several threads. */
public final class Assistant {
    private final LoadedModel model;
    private final Engine engine;
    private final PromptWriter writer;
    private @Nullable AnswerConstraints constraints;

    public Assistant(LoadedModel model, Engine engine) {
        this.model = model;
        this.engine = engine;
        this.writer = new PromptWriter(model);
    }

    public PromptWriter writer() {
        return writer;
    }

    /**
     * Takes a conversation in; its answers come one token after the other.
     *
     * @throws dev.ferkel.error.FerkelException if it can't be answered, and why
     */
    public Reply ask(Ask ask) {
        var prompt = writer.write(ask);
        var request = Request.builder(prompt.ids())
                .sampling(
                        ask.sampling().apply(model.text().suggestedSampling(new SplittableRandom().nextLong(1L << 53))))
                .maxTokens(ask.maxTokens())
                .endIds(model.endOfGeneration())
                .stops(stops(ask))
                .samples(ask.samples())
                .alternatives(ask.alternatives())
                .salt(ask.salt());
        ask.timeLimit().ifPresent(request::timeLimit);
        if (AnswerConstraints.constrains(ask)) {
            request.constraint(constraints().of(ask, prompt.start()));
        }
        return submit(
                request.build(),
                prompt.start(),
                ask.mayCall() ? ask.tools().stream().map(ToolSpec::name).collect(Collectors.toSet()) : Set.of(),
                ask.logProbabilities());
    }

    /** Goes on with a text as it is; all of the answer is content. */
    public Reply complete(Request request, boolean logProbabilities) {
        return submit(request, Start.ANSWERING, Set.of(), logProbabilities);
    }

    /** Built when first needed: it takes some memory and a moment. */
    private synchronized AnswerConstraints constraints() {
        if (constraints == null) {
            constraints = new AnswerConstraints(model.tokenizer(), model.endOfGeneration(), writer.format());
        }
        return constraints;
    }

    private List<String> stops(Ask ask) {
        var stops = new ArrayList<>(ask.stops());
        stops.addAll(writer.stops());
        return stops;
    }

    /** @param tools names of those that may be called */
    private Reply submit(Request request, Start start, Set<String> tools, boolean logProbabilities) {
        var readers = new ArrayList<ChoiceReader>();
        for (int i = 0; i < request.samples(); i++) {
            readers.add(new ChoiceReader(
                    i,
                    start,
                    tools.isEmpty()
                            ? Optional.empty()
                            : Optional.of(writer.format().reader(tools)),
                    logProbabilities
                            ? Optional.of(new TokenTexts(model.tokenizer().decoder(true)))
                            : Optional.empty()));
        }
        return new Reply(engine.submit(request), readers);
    }
}
