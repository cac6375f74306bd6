package dev.ferkel.internal.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are there as a whole or not at all. */
public final class Folders {
    private Folders() {}

    /** Removes a folder and what is in it; nothing where there is none. Links are removed, not followed. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : all) {
            Files.delete(file);
        }
    }

    /** Syncs a folder's files and gives it its name. */
    public static void publish(Path aside, Path target) throws IOException {
        try (Stream<Path> files = Files.list(aside)) {
            for (var file : (Iterable<Path>) files::iterator) {
                sync(file, StandardOpenOption.WRITE);
            }
        }
        sync(aside, StandardOpenOption.READ);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        sync(target.resolveSibling("."), StandardOpenOption.READ);
    }

    /** A folder can't be synced on every system: there its entries are as safe as the system makes them. */
    private static void sync(Path path, StandardOpenOption mode) throws IOException {
        try (var channel = FileChannel.open(path, mode)) {
            channel.force(true);
        } catch (IOException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }
}
