package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.corpus.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/** Sources as recipes write them, for tests of what they read. */
public final class RecipeSources {
    private RecipeSources() {}

    /** @throws FerkelException with the first thing that is wrong */
    public static Source read(JsonNode item, Path folder) {
        var problems = new ArrayList<String>();
        var node = new RecipeNode(item, "", problems);
        var settings = CorpusSettings.read(node, folder);
        node.end();
        if (!problems.isEmpty()) {
            throw new FerkelException(problems.getFirst());
        }
        return ((CorpusSettings) settings.orElseThrow()).source();
    }
}
