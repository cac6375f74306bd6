package dev.ferkel.internal.run;

import dev.ferkel.internal.bpe.BpeTrainer;
import dev.ferkel.internal.bpe.Progress;
import dev.ferkel.internal.bpe.SpecialTokens;
import dev.ferkel.internal.bpe.TokenizerFiles;
import dev.ferkel.internal.bpe.TrainedTokenizer;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.problem.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Trains a tokenizer on a recipe's data: DeepSeek's special tokens, those to fill in the middle where some data are for
 * that.
 */
final class TokenizerStage {
    /** A base model goes on with the text it is given. */
    private static final String PLAIN_TEMPLATE =
            "{{ bos_token }}{% for message in messages %}{{ message['content'] + '\\n' }}{% endfor %}";

    private static final int MAX_LENGTH = 1 << 17;

    private final TokenizerSettings settings;
    private final long seed;

    TokenizerStage(TokenizerSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /** Of each source as many as there are, up to the number that is asked for. */
    TextSequence texts() {
        var shared = settings.cleaning().filters(seed);
        return new TextSequence(settings.data(), source -> switch (source) {
            case DataSettings.Tokens t -> Stream.<String>of();
            case DataSettings.Problems p -> {
                var problems = new ProblemDocuments(p, Split.TRAIN, seed);
                yield LongStream.range(0, settings.documents()).mapToObj(problems::text);
            }
            case CorpusSettings c -> c.texts(shared).limit(settings.documents());
        });
    }

    void run(Path output) throws IOException {
        boolean fim = settings.data().stream().anyMatch(d -> d instanceof CorpusSettings c && c.fim() > 0);
        var trainer =
                new BpeTrainer.Settings(settings.vocabulary(), SpecialTokens.deepSeek(fim), 2, settings.preTokenizer());
        TrainedTokenizer trained;
        try (var texts = texts()) {
            trained = BpeTrainer.train(texts, trainer, Progress.NONE);
        }
        var aside = output.resolveSibling(output.getFileName() + ".part");
        Folders.delete(aside);
        Files.createDirectories(aside);
        TokenizerFiles.write(
                aside,
                trained,
                new TokenizerFiles.Roles(SpecialTokens.BEGIN, SpecialTokens.END, PLAIN_TEMPLATE, MAX_LENGTH));
        Folders.publish(aside, output);
    }
}
