package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The Java files of a JDK's {@code src.zip} (or of another archive of sources), without the licences at their head.
 *
 * @param archive the zip file
 */
public record JdkSource(Path archive) implements Source {
    /** That of the JDK this runs on. */
    public static JdkSource auto() {
        var archive = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (!Files.isRegularFile(archive)) {
            throw FerkelException.of("%s: no such file; name the src.zip of a JDK that has one", archive);
        }
        return new JdkSource(archive);
    }

    @Override
    public String name() {
        return "jdk: " + archive;
    }

    @Override
    public Documents open(Cursor from, Consumer<String> notes) {
        return new FileSequence(List.of(FileLists.file(archive)), from, file -> new ArchiveReader(file, notes));
    }
}
