package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The model that comes with Ferkel, for those who name none. */
final class OwnModel {
    private static final List<String> NAMES = List.of("piglet-r1", "piglet-base");
    private static final List<Kind> KINDS = List.of(Kind.ARITHMETIC, Kind.LOGIC, Kind.UNIT);
    private static final String BIGGER =
            "name a GGUF file, a folder or one on the hub, such as: ferkel %s HuggingFaceTB/SmolLM2-135M-Instruct";

    private OwnModel() {}

    /**
     * Where it is.
     *
     * @param command that needs a model, for the error
     * @throws FerkelException if this installation has none
     */
    static Path path(String command) {
        return find().orElseThrow(() -> FerkelException.of("no MODEL; " + BIGGER, command));
    }

    /** The folders of those that come with Ferkel, the best first. */
    static Stream<Path> all() {
        var home = System.getProperty("ferkel.home", "");
        return home.isEmpty()
                ? Stream.empty()
                : NAMES.stream().map(n -> Path.of(home, "models", n)).filter(Files::isDirectory);
    }

    private static Optional<Path> find() {
        return all().findFirst();
    }

    /** What it is for, and how to get another: lines for the beginning of a chat. */
    static List<String> introduction(long seed) {
        return Stream.concat(
                        Stream.of(
                                "This is our own small model: it knows a few kinds of problems and nothing else, such as"),
                        Stream.concat(
                                KINDS.stream()
                                        .map(k -> "  "
                                                + Problems.generate(k, 1, Split.TEST, seed, 0)
                                                        .question()),
                                Stream.of("For a real one, " + BIGGER.formatted("chat"))))
                .toList();
    }
}
