package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.eval.Answered;
import dev.ferkel.internal.eval.Difference;
import dev.ferkel.internal.eval.EarlierAnswers;
import dev.ferkel.internal.eval.EvalTask;
import dev.ferkel.internal.eval.Evaluation;
import dev.ferkel.internal.eval.Generating;
import dev.ferkel.internal.eval.HeldOutProblems;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel eval}: how good a model is, with intervals. */
@Command(
        name = "eval",
        description = "Measure how good a model is: at problems it never saw, at questions of your own, at a text.",
        footer = {
            "",
            "Tasks, of which problems is the default:",
            "  problems              Generated problems that no training sees, by exact match",
            "  FILE.jsonl            Your questions, {\"prompt\": .., \"answer\": ..} a line",
            "  choice FILE.jsonl     {\"question\": .., \"choices\": [..], \"answer\": 0} a line",
            "  bits-per-byte [FILE]  Of a text; without FILE, of held-out problems",
            "",
            "Splits of problems; no instance of any is one that training may use:",
            "  test          New instances in training's phrasings",
            "  new-phrasing  Phrasings that training never uses",
            "  own-words     As people ask who saw none of the phrasings",
            "  new-range     Numbers, names or words that training lacks at this difficulty",
            "  harder        One level above --difficulty; give the hardest one trained",
            "",
            "A model with a chat template is asked by a user's message, a base model by the question and a line break. "
                    + "Intervals are of 95 %%: Wilson's, or by resampling the questions.",
            "",
            "Examples:",
            "  ferkel eval runs/piglet/final",
            "  ferkel eval runs/piglet/final --difficulty 1,2 --samples 16",
            "  ferkel eval model.gguf mine.jsonl bits-per-byte book.txt --out answers.jsonl",
            "  ferkel eval tuned.gguf mine.jsonl --against answers.jsonl"
        })
final class EvalCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A GGUF file, a Hugging Face folder or a name on the hub, see pull.")
    ModelArgument path = ModelArgument.NONE;

    @Parameters(index = "1..*", paramLabel = "TASK", description = "What to measure, see below.")
    List<String> tasks = new ArrayList<>();

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            order = 1,
            description = "Kinds of problems: arithmetic, equation, countdown, date, unit, sequence, sorting, logic. "
                    + "Default: all.")
    List<String> kinds = new ArrayList<>();

    @Option(
            names = "--splits",
            paramLabel = "SPLIT",
            split = ",",
            order = 2,
            description = "How far from training: test, new-phrasing, own-words, new-range, harder. Default: all.")
    List<String> splits = new ArrayList<>();

    @Option(
            names = "--difficulty",
            paramLabel = "N",
            split = ",",
            order = 3,
            description = "Difficulties of the problems, 1 to 5. Default: 1.")
    List<Integer> difficulties = new ArrayList<>();

    @Option(
            names = "--count",
            paramLabel = "N",
            order = 4,
            description = "Problems a kind, split and difficulty. Default: 20.")
    int count = 20;

    @Option(
            names = "--samples",
            paramLabel = "K",
            order = 5,
            description = "Answers a question, for pass@1, pass@2, pass@4 .. pass@K and majority@K. Default: 1.")
    int samples = 1;

    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "X",
            order = 6,
            description = "0 always takes the most likely token. Default: 0 for one sample, else 0.6.")
    @Nullable
    Float temperature;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            order = 7,
            description = "Tokens that together have this probability. Default: 0.95.")
    float topP = 0.95f;

    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            order = 8,
            description = "Tokens of an answer. Default: 256.")
    int maxTokens = 256;

    @Option(names = "--seed", paramLabel = "N", order = 9, description = "Of the problems and answers. Default: 1.")
    long seed = 1;

    @Option(names = "--json", order = 10, description = "One line of JSON.")
    boolean json;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            order = 11,
            description = "Write every answer with its verdict, a line of JSON each.")
    @Nullable
    Path out;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            order = 12,
            description = "What --out wrote for another model, asked the same questions: also print how much better or "
                    + "worse this one is, with an interval that the questions' own difficulty does not widen.")
    @Nullable
    Path against;

    @Mixin
    final EngineFlags engine = new EngineFlags();

    @Mixin
    final ComputeFlags compute = new ComputeFlags();

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    EvalCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        var read = EvalTask.read(tasks);
        var problems = problems();
        var generating = generating();
        var earlier = against == null ? null : EarlierAnswers.read(against);
        compute.apply();
        try (var bar = new ProgressBar(streams, common.quiet, "loading");
                var model = compute.open(path.locate(streams, common.quiet), bar);
                var answers = new AnswersFile(out)) {
            bar.close();
            try (var progress = new ProgressBar(streams, common.quiet, "asking")) {
                var answered = new ArrayList<Answered>();
                Consumer<Answered> each = earlier == null
                        ? answers::write
                        : a -> {
                            answers.write(a);
                            answered.add(a);
                        };
                var result = Evaluation.of(model, compute.cacheType(), read, problems, generating, progress, each);
                progress.close();
                List<Difference> differences = earlier == null ? List.of() : earlier.against(answered);
                streams.show(
                        json
                                ? EvalView.json(model.name(), result, differences)
                                : EvalView.table(result) + EvalView.table(against, differences));
            }
        }
        return 0;
    }

    private HeldOutProblems problems() {
        var chosen = difficulties.isEmpty() ? List.of(1) : difficulties;
        for (int difficulty : chosen) {
            if (difficulty < 1 || difficulty > Problems.MAX_DIFFICULTY) {
                throw FerkelException.of("--difficulty is %d, expected 1 to %d", difficulty, Problems.MAX_DIFFICULTY);
            }
        }
        return new HeldOutProblems(
                kinds.isEmpty()
                        ? List.of(Kind.values())
                        : kinds.stream().map(Kind::of).toList(),
                splits.isEmpty()
                        ? HeldOutProblems.SPLITS
                        : splits.stream().map(EvalCommand::split).toList(),
                chosen,
                count,
                seed);
    }

    private static Split split(String name) {
        return HeldOutProblems.SPLITS.stream()
                .filter(s -> HeldOutProblems.name(s).equals(name))
                .findFirst()
                .orElseThrow(() -> FerkelException.of(
                        "--splits has '%s', expected %s",
                        name,
                        HeldOutProblems.SPLITS.stream()
                                .map(HeldOutProblems::name)
                                .collect(Collectors.joining(", "))));
    }

    private Generating generating() {
        float heat = temperature != null ? temperature : samples == 1 ? 0f : 0.6f;
        var options = engine.options().cacheType(compute.cacheType()).build();
        return new Generating(samples, heat, topP, maxTokens, seed, options);
    }
}
