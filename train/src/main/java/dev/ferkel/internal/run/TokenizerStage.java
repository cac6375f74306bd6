package dev.ferkel.internal.run;

import dev.ferkel.internal.bpe.BpeTrainer;
import dev.ferkel.internal.bpe.PreTokenizerKind;
import dev.ferkel.internal.bpe.Progress;
import dev.ferkel.internal.bpe.SpecialTokens;
import dev.ferkel.internal.bpe.TokenizerFiles;
import dev.ferkel.internal.checkpoint.Folders;
import dev.ferkel.internal.problem.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** Trains a tokenizer on a recipe's data: single digits, DeepSeek's special tokens. */
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

    void run(Path output) throws IOException {
        var texts = Sources.mixture(settings.data(), Split.TRAIN, seed);
        var trained = BpeTrainer.train(
                LongStream.range(0, settings.documents()).mapToObj(texts::text).iterator(),
                new BpeTrainer.Settings(
                        settings.vocabulary(), SpecialTokens.deepSeek(), 2, PreTokenizerKind.DEEPSEEK_V3_DIGITS),
                Progress.NONE);
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
