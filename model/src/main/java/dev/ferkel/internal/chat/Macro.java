package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template's own function; called, it gives the text of its body. */
record Macro(String name, Map<String, Expression> parameters, Statement body, Scope defined) implements Callable {
    @Override
    public @Nullable Object call(List<@Nullable Object> arguments, Map<String, @Nullable Object> named) {
        var scope = new Scope(defined);
        var rest = new LinkedHashMap<>(named);
        if (rest.containsKey("caller")) {
            scope.set("caller", rest.remove("caller"));
        }
        int i = 0;
        for (var parameter : parameters.entrySet()) {
            if (i < arguments.size()) {
                scope.set(parameter.getKey(), arguments.get(i++));
            } else if (rest.containsKey(parameter.getKey())) {
                scope.set(parameter.getKey(), rest.remove(parameter.getKey()));
            } else {
                scope.set(parameter.getKey(), parameter.getValue().evaluate(scope));
            }
        }
        scope.set("varargs", new Tuple(new ArrayList<>(arguments.subList(i, arguments.size()))));
        scope.set("kwargs", new LinkedHashMap<@Nullable Object, @Nullable Object>(rest));
        scope.budget.enter();
        try {
            var out = new StringBuilder();
            body.run(scope, out);
            return out.toString();
        } finally {
            scope.budget.leave();
        }
    }
}
