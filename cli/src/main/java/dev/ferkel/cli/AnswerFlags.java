package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.sampling.Sampling;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about how an answer is drawn and when it ends. */
final class AnswerFlags {
    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "X",
            order = 20,
            description = "0 takes the most likely token, always; more is livelier. Default: what the model's "
                    + "generation_config.json or GGUF file suggests, otherwise 0.6 where the template reasons "
                    + "and 0.7 where not.")
    @Nullable
    Float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            order = 21,
            description = "Draw from the N most likely tokens; 0: from all.")
    @Nullable
    Integer topK;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            order = 22,
            description = "Draw from the most likely tokens that have probability X together. "
                    + "Default: what the model suggests, otherwise 0.95.")
    @Nullable
    Float topP;

    @Option(
            names = "--min-p",
            paramLabel = "X",
            order = 23,
            description = "Draw from tokens at least X times as likely as the best.")
    @Nullable
    Float minP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 24,
            description = "The same seed draws the same answer. Default: another one every time.")
    @Nullable
    Long seed;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            order = 25,
            description = "End the answer before this text. May be given several times.")
    List<String> stops = List.of();

    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            order = 26,
            description = "Tokens an answer may have. Default: what is left of the context.")
    @Nullable
    Integer maxTokens;

    @Option(
            names = "--drafts",
            paramLabel = "KIND",
            order = 27,
            description = "Guess several tokens and check them at once, where that is the faster: off, lookup (what "
                    + "followed the same words before), mtp (the model's multi-token prediction module) or auto (mtp "
                    + "where the model has it, otherwise lookup). The answer is the same. Default: auto.")
    DraftSource drafts = DraftSource.AUTO;

    long seed() {
        return seed == null ? new SplittableRandom().nextLong(1L << 53) : seed;
    }

    /** The model's suggestion with what was asked for in its place. */
    Sampling sampling(Sampling suggested) {
        return new Sampling(
                temperature == null ? suggested.temperature() : temperature,
                topK == null ? suggested.topK() : topK,
                topP == null ? suggested.topP() : topP,
                minP == null ? suggested.minP() : minP,
                suggested.seed());
    }

    /** Finds mistakes before a model is loaded. */
    void check() {
        sampling(Sampling.GREEDY);
        maxTokens();
    }

    int maxTokens() {
        return positive("--max-tokens", maxTokens);
    }

    static int positive(String flag, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw FerkelException.of("%s is %d, expected 1 or more", flag, value);
        }
        return value == null ? 0 : value;
    }
}
