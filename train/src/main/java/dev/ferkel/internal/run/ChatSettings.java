package dev.ferkel.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A source of conversations. */
public sealed interface ChatSettings {
    double weight();

    /**
     * Generated problems and their solutions.
     *
     * @param thinking share of those that are thought about; the others are answered at once
     * @param earlier share of those that are asked after another question and its answer
     * @param distinct how many there are, each once before any comes again where it is the only source; without end where it is empty
     */
    record Problems(DataSettings.Problems problems, double thinking, double earlier, OptionalInt distinct)
            implements ChatSettings {
        @Override
        public double weight() {
            return problems.weight();
        }
    }

    /**
     * Questions of other kinds, declined.
     *
     * @param thinking share of those that are thought about
     * @param earlier share of those that are asked after a problem and its answer
     */
    record Others(double weight, double thinking, double earlier) implements ChatSettings {}

    /** A file of conversations: {@code {"messages": [..]}} a line. An empty path is what the stage before wrote. */
    record Chats(Optional<Path> file, double weight) implements ChatSettings {}

    /** Which stage's samples. */
    enum Written {
        LAST
    }

    static List<ChatSettings> list(RecipeNode stage, Path folder) {
        var list = new ArrayList<ChatSettings>();
        for (var node : stage.children("data")) {
            double weight = node.number("weight", 0, 1e6, 1);
            if (node.has("problems")) {
                list.add(new Problems(
                        DataSettings.problems(node.child("problems"), weight),
                        node.number("thinking", 0, 1, 0.75),
                        node.number("earlier", 0, 1, 0),
                        node.has("distinct")
                                ? OptionalInt.of(node.count("distinct", 1, 1 << 30))
                                : OptionalInt.empty()));
            } else if (node.has("others")) {
                var others = node.child("others");
                list.add(new Others(weight, others.number("thinking", 0, 1, 0.75), others.number("earlier", 0, 1, 0)));
                others.end();
            } else if (node.has("chats")) {
                list.add(new Chats(node.present("chats", folder), weight));
            } else if (node.has("samples")) {
                node.choice("samples", Written.LAST);
                list.add(new Chats(Optional.empty(), weight));
            } else {
                node.problem("", "names no source, expected problems, others, chats or samples");
            }
            node.end();
        }
        if (list.isEmpty()) {
            stage.problem("data", "has no source");
        } else if (list.stream().allMatch(s -> s.weight() == 0)) {
            stage.problem("data", "weights are all 0: there is nothing to draw");
        }
        return list;
    }
}
