package dev.ferkel.internal.run;

import dev.ferkel.internal.problem.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A source of a recipe's {@code data} list. */
public sealed interface DataSettings permits CorpusSettings, DataSettings.Problems, DataSettings.Tokens {
    /** Share of the tokens. */
    double weight();

    /** Token files: a line is a row, one after the other and again from the start. */
    record Tokens(Path file) implements DataSettings {
        @Override
        public double weight() {
            return 1;
        }
    }

    /** In which order token files are read. */
    enum Order {
        AS_IS
    }

    /**
     * Generated problems.
     *
     * @param weight share of the tokens
     * @param difficulties weights of difficulty 1, 2, ..
     * @param kinds weights by kind; all alike where there are none
     * @param styles weights of answers at once, step by step, and with search
     */
    record Problems(double weight, double[] difficulties, Map<Kind, Double> kinds, double[] styles)
            implements DataSettings {}

    static List<DataSettings> list(RecipeNode stage, Path folder) {
        var list = new ArrayList<DataSettings>();
        for (var node : stage.children("data")) {
            if (node.has("tokens")) {
                node.choice("order", Order.AS_IS);
                node.present("tokens", folder).map(Tokens::new).ifPresent(list::add);
            } else if (node.has("problems")) {
                list.add(problems(node.child("problems"), node.number("weight", 0, 1e6, 1)));
            } else if (CorpusSettings.KINDS.stream().anyMatch(node::has)) {
                CorpusSettings.read(node, folder).ifPresent(list::add);
            } else {
                node.problem(
                        "", "names no source, expected tokens, problems, " + String.join(", ", CorpusSettings.KINDS));
                node.has("weight");
            }
            node.end();
        }
        if (stage.children("data").isEmpty()) {
            stage.problem("data", "has no source");
        }
        if (list.size() > 1 && list.stream().anyMatch(d -> d instanceof Tokens)) {
            stage.problem("data", "token files can't be mixed with other sources");
        }
        if (!list.isEmpty() && list.stream().allMatch(d -> d.weight() == 0)) {
            stage.problem("data", "weights are all 0: there is nothing to draw");
        }
        return list;
    }

    static Problems problems(RecipeNode node, double weight) {
        var kinds = new LinkedHashMap<Kind, Double>();
        var chosen = node.child("kinds");
        for (var kind : Kind.values()) {
            if (chosen.has(kind.id())) {
                kinds.put(kind, chosen.number(kind.id(), 0, 1e6, 1));
            }
        }
        chosen.end();
        var problems = new Problems(
                weight,
                node.numbers("difficulties", 0, 1e6, 3, 2, 1, 0, 0),
                kinds,
                node.numbers("styles", 0, 1e6, 1, 1, 1));
        node.end();
        boolean nothing = !kinds.isEmpty() && kinds.values().stream().allMatch(w -> w == 0)
                || DoubleStream.of(problems.difficulties()).sum() == 0
                || DoubleStream.of(problems.styles()).sum() == 0;
        if (nothing) {
            node.problem("", "weights of kinds, difficulties or styles are all 0: there is nothing to draw");
        }
        return problems;
    }
}
