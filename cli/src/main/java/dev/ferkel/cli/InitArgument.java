package dev.ferkel.cli;

import dev.ferkel.internal.hub.HubName;
import dev.ferkel.internal.run.Recipe;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A recipe with the weights that its {@code init} names on a hub, where it names no folder here.
 *
 * @param environment says which hub
 */
record InitArgument(Map<String, String> environment, Streams streams, boolean quiet) implements UnaryOperator<Recipe> {
    @Override
    public Recipe apply(Recipe recipe) {
        var name = recipe.source().path("init").asString("");
        if (recipe.init().filter(Files::notExists).isEmpty()
                || HubName.parse(name).isEmpty()) {
            return recipe;
        }
        return recipe.from(new ModelArgument(name, environment).locate(streams, quiet));
    }
}
