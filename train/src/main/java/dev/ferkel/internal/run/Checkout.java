package dev.ferkel.internal.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Git checkout of this project that a program was built in, read without Git. */
final class Checkout {
    private static final String HASH = "[0-9a-f]{40,64}";

    private Checkout() {}

    /** The commit that is checked out where this code lies; empty where that is no checkout. */
    static Optional<String> commit() {
        try {
            var source = Checkout.class.getProtectionDomain().getCodeSource();
            return source == null
                    ? Optional.empty()
                    : commit(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IOException e) {
            return Optional.empty();
        }
    }

    /** As above, of a file inside a checkout. */
    static Optional<String> commit(Path inside) throws IOException {
        for (@Nullable Path folder = inside.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var git = folder.resolve(".git");
            if (Files.exists(git)) {
                boolean ours = Files.exists(folder.resolve("ferkel")) && Files.isDirectory(folder.resolve("train"));
                return ours ? head(git) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> head(Path git) throws IOException {
        // a worktree's .git is a file that names a folder, which names the one with the branches
        var own = Files.isDirectory(git) ? git : git.resolveSibling(after("gitdir: ", Files.readString(git)));
        var link = own.resolve("commondir");
        var common = Files.exists(link) ? own.resolve(Files.readString(link).strip()) : own;
        var head = Files.readString(own.resolve("HEAD")).strip();
        if (!head.startsWith("ref: ")) {
            return hash(head);
        }
        var name = after("ref: ", head);
        var loose = common.resolve(name);
        if (Files.exists(loose)) {
            return hash(Files.readString(loose).strip());
        }
        var packed = common.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + name))
                .flatMap(line -> hash(line.substring(0, line.indexOf(' '))).stream())
                .findFirst();
    }

    private static String after(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()).strip() : text.strip();
    }

    private static Optional<String> hash(String text) {
        return text.matches(HASH) ? Optional.of(text) : Optional.empty();
    }
}
