package dev.ferkel.internal.engine;

import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.hub.HubCache;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a model's files hold: the network, and, read when first asked for, the tokenizer and the chat template.
 * Safe for several threads; nothing that came from it may be used after {@link #close}.
 */
public final class LoadedModel implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final TextParts text;
    private final Model model;

    private final Optional<Adapter> adapter;

    private LoadedModel(Checkpoint checkpoint, Optional<Adapter> adapter, Progress progress, WeightForm form) {
        this.checkpoint = checkpoint;
        this.adapter = adapter;
        this.text = TextParts.of(checkpoint, adapter.map(Adapter::folder));
        text.readAhead();
        this.model = Model.load(checkpoint, adapter, form, progress);
    }

    /**
     * Opens a GGUF file or a Hugging Face folder.
     *
     * @throws dev.ferkel.error.FerkelException naming the file and what is wrong with it
     */
    public static LoadedModel open(Path path, Progress progress, WeightForm form) {
        return open(path, Optional.empty(), progress, form);
    }

    /**
     * As above, with an adapter beside its weights.
     *
     * @param adapter a folder, whose tokenizer and template count where it has some
     */
    public static LoadedModel open(Path path, Optional<Path> adapter, Progress progress, WeightForm form) {
        var checkpoint = Checkpoint.open(path);
        var beside = Optional.<Adapter>empty();
        try {
            beside = adapter.map(Adapter::open);
            return new LoadedModel(checkpoint, beside, progress, form);
        } catch (RuntimeException e) {
            beside.ifPresent(Adapter::close);
            checkpoint.close();
            throw e;
        }
    }

    /** See {@link #name(Path)}. */
    public String name() {
        return name(checkpoint.path());
    }

    /** What the model in a file or folder is called: its name on the hub, the file's stem or the folder's name. */
    public static String name(Path path) {
        var id = HubCache.idOf(path.toAbsolutePath().normalize());
        if (id.isPresent()) {
            return id.get();
        }
        var file = path.toAbsolutePath().normalize().getFileName();
        return file == null ? "model" : file.toString().replaceFirst("\\.(gguf|safetensors)$", "");
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    public ModelConfig config() {
        return model.config();
    }

    public Model model() {
        return model;
    }

    public TextParts text() {
        return text;
    }

    public Tokenizer tokenizer() {
        return text.tokenizer();
    }

    /** The model's own chat template, or a plain one where it has none. */
    public ChatTemplate template() {
        return text.template().orElseGet(ChatTemplate::plain);
    }

    /** Ids that end an answer: the tokenizer's and those of the folder's configs. */
    public Set<Integer> endOfGeneration() {
        return text.endOfGeneration();
    }

    @Override
    public void close() {
        adapter.ifPresent(Adapter::close);
        checkpoint.close();
    }
}
