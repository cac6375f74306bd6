package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads the {@code data:} list of a recipe. An item names one source ({@code text}, {@code jsonl}, {@code parquet},
 * {@code tokens} or {@code jdk-sources}) with its options, and optionally {@code filters: gopher} and lengths.
 */
public final class DataRecipe {
    private static final List<String> FILTERS = List.of("filters", "min-characters", "max-characters");

    private final String recipe;
    private final Path base;

    private DataRecipe(String recipe, Path base) {
        this.recipe = recipe;
        this.base = base;
    }

    /**
     * Reads the list.
     *
     * @param recipe for errors: the file
     * @param base what relative paths start from
     * @throws FerkelException if an item is not understood
     */
    public static List<Selection> read(String recipe, JsonNode data, Path base) {
        if (!data.isArray() || data.isEmpty()) {
            throw FerkelException.of("%s: 'data' is %s, expected a list of sources", recipe, data);
        }
        var selections = new ArrayList<Selection>();
        for (int i = 0; i < data.size(); i++) {
            selections.add(new DataRecipe(recipe + ": data[" + i + "]", base).selection(data.get(i)));
        }
        return selections;
    }

    private Selection selection(JsonNode item) {
        if (item.has("text")) {
            check(item, "text", "glob", "separator", "malformed");
            return new Selection(text(item), filters(item));
        }
        if (item.has("jsonl")) {
            check(item, "jsonl", "field");
            return new Selection(
                    new JsonLinesSource(path(item, "jsonl"), text(item, "field").orElse("text")), filters(item));
        }
        if (item.has("parquet")) {
            check(item, "parquet", "column");
            return new Selection(
                    new ParquetSource(
                            path(item, "parquet"), text(item, "column").orElse("text")),
                    filters(item));
        }
        if (item.has("jdk-sources")) {
            check(item, "jdk-sources");
            boolean auto = text(item, "jdk-sources").orElse("").equals("auto");
            return new Selection(auto ? JdkSource.auto() : new JdkSource(path(item, "jdk-sources")), filters(item));
        }
        if (item.has("tokens")) {
            check(item, "tokens");
            return new Selection(new TokenLinesSource(path(item, "tokens")), filters(item));
        }
        throw FerkelException.of("%s: %s, expected one of text, jsonl, parquet, jdk-sources, tokens", recipe, item);
    }

    private TextSource text(JsonNode item) {
        var malformed = text(item, "malformed").orElse("skip");
        return new TextSource(
                path(item, "text"),
                text(item, "glob").orElse(TextSource.ALL),
                text(item, "separator"),
                oneOf("malformed", malformed, "skip", "replace").equals("skip")
                        ? TextDecoding.SKIP
                        : TextDecoding.REPLACE);
    }

    private List<DocumentFilter> filters(JsonNode item) {
        var filters = new ArrayList<DocumentFilter>();
        int least = number(item, "min-characters", 0);
        int most = number(item, "max-characters", Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            filters.add(new QualityFilter(QualitySettings.length(least, most)));
        }
        var kind = text(item, "filters").orElse("none");
        if (oneOf("filters", kind, "none", "gopher").equals("gopher")) {
            filters.add(new QualityFilter(QualitySettings.gopher()));
        }
        return filters;
    }

    private void check(JsonNode item, String... known) {
        for (var key : item.propertyNames()) {
            if (!FILTERS.contains(key) && !List.of(known).contains(key)) {
                throw FerkelException.of(
                        "%s: '%s' is not known beside '%s', expected %s or %s",
                        recipe, key, known[0], String.join(", ", known), String.join(", ", FILTERS));
            }
        }
    }

    private Path path(JsonNode item, String key) {
        return base.resolve(text(item, key).orElseThrow());
    }

    private Optional<String> text(JsonNode item, String key) {
        var value = item.path(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString() || value.asString().isEmpty()) {
            throw FerkelException.of("%s: '%s' is %s, expected a text", recipe, key, value);
        }
        return Optional.of(value.asString());
    }

    private int number(JsonNode item, String key, int otherwise) {
        var value = item.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < 0) {
            throw FerkelException.of("%s: '%s' is %s, expected a whole number from 0", recipe, key, value);
        }
        return value.asInt();
    }

    private String oneOf(String key, String value, String first, String second) {
        var small = value.toLowerCase(Locale.ROOT);
        if (!small.equals(first) && !small.equals(second)) {
            throw FerkelException.of("%s: '%s' is '%s', expected %s or %s", recipe, key, value, first, second);
        }
        return small;
    }
}
