package dev.ferkel.internal.teacher;

import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.reward.Attempt;
import java.nio.file.Path;
import java.util.List;

/** A model on this machine. */
public final class LocalTeacher implements Teacher {
    private static final int RUNNING = 64;

    private final String name;
    private final LoadedModel model;
    private final Asker asker;

    /** @param name for the record */
    public LocalTeacher(Path folder, String name) {
        this.name = name;
        model = LoadedModel.open(folder, Progress.NONE, WeightForm.PACKED);
        asker = new Asker(folder, model.tokenizer(), model.model(), RUNNING);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<List<Attempt>> answer(List<Ask> asks, int samples, float temperature, int maxTokens, long seed) {
        return asker.ask(asks, samples, temperature, maxTokens, seed).stream()
                .map(Asker.Asked::attempts)
                .toList();
    }

    @Override
    public void close() {
        asker.close();
        model.close();
    }
}
