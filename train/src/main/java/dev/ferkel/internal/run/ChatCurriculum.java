package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.problem.Split;
import dev.ferkel.internal.problem.Style;
import dev.ferkel.internal.rows.Shuffle;
import dev.ferkel.internal.sft.ExampleRows;
import dev.ferkel.internal.sft.OtherQuestions;
import dev.ferkel.internal.sft.Reasoner;
import dev.ferkel.internal.sft.Turn;
import dev.ferkel.internal.sft.TurnEncoder;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** Supervised fine-tuning's: conversations, written by the reasoner's template. */
final class ChatCurriculum implements Curriculum {
    /** So that what is drawn here has nothing to do with what problems are. */
    private static final long SALT = 0xc4a7;

    /** Numbers that no stream comes to, for the questions that were asked before. */
    private static final long BEFORE = 1L << 40;

    /** What is asked before a question of another kind: any easy problem. */
    private static final DataSettings.Problems EASY =
            new DataSettings.Problems(1, new double[] {1, 0, 0, 0, 0}, Map.of(), new double[] {1, 1, 1});

    private final SftSettings settings;
    private final Optional<Path> samples;

    /** @param samples conversations that a stage before wrote */
    ChatCurriculum(SftSettings settings, Optional<Path> samples) {
        this.settings = settings;
        this.samples = samples;
    }

    @Override
    public Feed feed(PretrainSettings learning, Learner learner, Path place, long seed) {
        var known = learner.tokenizer()
                .orElseThrow(() -> FerkelException.of("conversations need a tokenizer: name its folder"));
        var encoder = encoder(known);
        if (settings.epochs().isPresent()) {
            var turns = new ArrayList<Turn>();
            settings.data().forEach(s -> turns.addAll(ChatFile.read(file((ChatSettings.Chats) s))));
            return new Epochs(turns, settings.epochs().getAsDouble(), encoder, seed).feed(learning);
        }
        var sources = settings.data().stream().map(s -> turns(s, seed)).toList();
        var weights = settings.data().stream().mapToDouble(ChatSettings::weight).toArray();
        var rows = new ExampleRows(
                index -> encoder.example(
                        sources.get(Draws.pick(Draws.of(seed, index), weights)).apply(index)),
                learning.sequence(),
                encoder.end());
        return new Feed(rows, Optional.empty(), OptionalInt.empty());
    }

    /** Writes turns as the model will meet them. */
    static TurnEncoder encoder(Tokenizer tokenizer) {
        var begin =
                tokenizer.bos().isPresent() ? tokenizer.piece(tokenizer.bos().getAsInt()) : null;
        var end = tokenizer.eos().isPresent() ? tokenizer.piece(tokenizer.eos().getAsInt()) : null;
        return new TurnEncoder(ChatTemplate.of("the reasoner's template", Reasoner.template(), begin, end), tokenizer);
    }

    /** The conversations of a source, by number. */
    LongFunction<Turn> turns(ChatSettings source, long seed) {
        return switch (source) {
            case ChatSettings.Problems p -> {
                var problems = new ProblemDocuments(p.problems(), Split.TRAIN, seed);
                yield at -> {
                    long index = p.distinct().isPresent() ? once(p.distinct().getAsInt(), seed, at) : at;
                    var turn = solved(problems, index, share(seed ^ 2 * SALT, index, p.thinking()));
                    return after(turn, problems, seed, index, p.earlier());
                };
            }
            case ChatSettings.Others o -> {
                var problems = new ProblemDocuments(EASY, Split.TRAIN, seed);
                yield index -> {
                    var turn = OtherQuestions.turn(random(seed, index), share(seed ^ 2 * SALT, index, o.thinking()));
                    return after(turn, problems, seed, index, o.earlier());
                };
            }
            case ChatSettings.Chats c -> {
                var turns = ChatFile.read(file(c));
                yield index -> shuffled(turns, seed, index);
            }
        };
    }

    private Path file(ChatSettings.Chats chats) {
        return chats.file().or(() -> samples).orElseThrow();
    }

    private static SplittableRandom random(long seed, long index) {
        return Draws.of(seed ^ SALT, index);
    }

    /** Whether an index is among a share of all. */
    private static boolean share(long salt, long index, double share) {
        return Draws.of(salt, index).nextDouble() < share;
    }

    /** A share of the turns, once a problem was asked and answered; the others as they are. */
    private static Turn after(Turn turn, ProblemDocuments problems, long seed, long index, double earlier) {
        return share(seed ^ 3 * SALT, index, earlier) ? turn.after(solved(problems, BEFORE + index, false)) : turn;
    }

    private static Turn solved(ProblemDocuments problems, long index, boolean thinking) {
        var problem = problems.problem(index);
        return thinking
                ? thought(problem, problems.style(index))
                : Turn.of(problem.question(), Optional.empty(), problem.solution(Style.DIRECT));
    }

    /** The work is what is thought, its last line the answer. */
    private static Turn thought(Problem problem, Style style) {
        var solution = problem.solution(style);
        int last = solution.lastIndexOf('\n') + 1;
        return Turn.of(problem.question(), Optional.of(solution.substring(0, last)), solution.substring(last));
    }

    static <T> T shuffled(List<T> all, long seed, long index) {
        return all.get((int) once(all.size(), seed, index));
    }

    /** One of n: each once an epoch, in another order each time. */
    private static long once(int n, long seed, long index) {
        return new Shuffle(n, seed + index / n).at(index % n);
    }
}
