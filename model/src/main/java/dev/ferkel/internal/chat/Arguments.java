package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments of a call, {@code *list} and {@code **dict} among them. */
record Arguments(
        List<Expression> items,
        List<Boolean> starred,
        Map<String, Expression> keywords,
        List<Expression> doubleStarred) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), Map.of(), List.of());

    static Arguments one(Expression argument) {
        return new Arguments(List.of(argument), List.of(false), Map.of(), List.of());
    }

    List<@Nullable Object> positional(Scope s) {
        var values = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items.size(); i++) {
            var value = items.get(i).evaluate(s);
            if (starred.get(i)) {
                values.addAll(Python.iterate(value, s.budget));
            } else {
                values.add(value);
            }
        }
        return values;
    }

    Map<String, @Nullable Object> named(Scope s) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        keywords.forEach((k, e) -> values.put(k, e.evaluate(s)));
        for (var more : doubleStarred) {
            if (more.evaluate(s) instanceof Map<?, ?> map) {
                s.budget.items(4L * map.size());
                map.forEach((k, v) -> values.put(Printing.str(k, s.budget), v));
            }
        }
        return values;
    }
}
