package dev.ferkel.engine;

import dev.ferkel.chat.ChatTemplate;
import dev.ferkel.checkpoint.Checkpoint;
import dev.ferkel.config.ModelConfig;
import dev.ferkel.model.Model;
import dev.ferkel.model.Progress;
import dev.ferkel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything a model's files hold: the network, and, read when first asked for, the tokenizer and the chat template.
 * Safe for several threads; nothing that came from it may be used after {@link #close}.
 */
public final class LoadedModel implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final Model model;
    private @Nullable Tokenizer tokenizer;
    private @Nullable ChatTemplate template;

    private LoadedModel(Checkpoint checkpoint, Progress progress) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.model = Model.load(checkpoint, progress);
    }

    /**
     * Opens a GGUF file or a Hugging Face folder.
     *
     * @throws dev.ferkel.tensor.FerkelException naming the file and what is wrong with it
     */
    public static LoadedModel open(Path path, Progress progress) {
        var checkpoint = Checkpoint.open(path);
        try {
            return new LoadedModel(checkpoint, progress);
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /** The file's stem or the folder's name. */
    public String name() {
        var file = checkpoint.path().toAbsolutePath().normalize().getFileName().toString();
        return file.replaceFirst("\\.(gguf|safetensors)$", "");
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    public ModelConfig config() {
        return config;
    }

    public Model model() {
        return model;
    }

    public synchronized Tokenizer tokenizer() {
        if (tokenizer == null) {
            tokenizer = TextParts.tokenizer(checkpoint);
        }
        return tokenizer;
    }

    public synchronized ChatTemplate template() {
        if (template == null) {
            template = TextParts.template(checkpoint, tokenizer());
        }
        return template;
    }

    /** Ids that end an answer: the tokenizer's and those of the folder's generation config. */
    public Set<Integer> endOfGeneration() {
        var ends = new TreeSet<>(tokenizer().endOfGeneration());
        ends.addAll(TextParts.configuredEnds(checkpoint));
        return ends;
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
