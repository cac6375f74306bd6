package dev.ferkel.internal.constraint.grammar;

import dev.ferkel.error.FerkelException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds rules that begin with themselves, which no reader from left to right can follow, and names that are missing. */
final class LeftRecursion {
    private final Map<String, Rule> rules;
    private final Set<String> nullable = new HashSet<>();
    private final Map<String, Set<String>> first = new HashMap<>();

    LeftRecursion(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** @throws FerkelException that names the rule */
    void check() {
        int before;
        do {
            before = nullable.size();
            rules.forEach((name, rule) -> {
                if (isNullable(rule)) {
                    nullable.add(name);
                }
            });
        } while (nullable.size() > before);
        rules.forEach((name, rule) -> {
            var found = new HashSet<String>();
            begin(rule, found);
            first.put(name, found);
        });
        var done = new HashSet<String>();
        rules.keySet().forEach(name -> visit(name, new HashSet<>(), done));
    }

    private void visit(String name, Set<String> path, Set<String> done) {
        if (done.contains(name)) {
            return;
        }
        if (!path.add(name)) {
            throw FerkelException.of("grammar: the rule '%s' begins with itself (left recursion)", name);
        }
        first.getOrDefault(name, Set.of()).forEach(next -> visit(next, path, done));
        path.remove(name);
        done.add(name);
    }

    private boolean isNullable(Rule rule) {
        return switch (rule) {
            case Rule.Empty empty -> true;
            case Rule.Text text -> false;
            case Rule.Reference reference -> nullable.contains(reference.name);
            case Rule.Row row -> isNullable(row.first) && isNullable(row.rest);
            case Rule.Choice choice -> choice.parts.stream().anyMatch(this::isNullable);
            case Rule.Times times -> times.least == 0 || isNullable(times.of);
        };
    }

    /** The rules it may begin with. */
    private void begin(Rule rule, Set<String> found) {
        switch (rule) {
            case Rule.Empty empty -> {}
            case Rule.Text text -> {}
            case Rule.Reference reference -> found.add(known(reference));
            case Rule.Row row -> {
                begin(row.first, found);
                var rest = isNullable(row.first) ? found : new HashSet<String>();
                begin(row.rest, rest);
            }
            case Rule.Choice choice -> choice.parts.forEach(part -> begin(part, found));
            case Rule.Times times -> begin(times.of, found);
        }
    }

    private String known(Rule.Reference reference) {
        if (!rules.containsKey(reference.name)) {
            throw FerkelException.of("grammar: there is no rule '%s'", reference.name);
        }
        return reference.name;
    }
}
