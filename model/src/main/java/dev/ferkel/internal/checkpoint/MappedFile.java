package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file as memory, for as long as its arena is open. Where another process shortens the file meanwhile, the memory
 * behind its new end is gone: Java code that reads it gets an {@link InternalError}, machine code that we emit would end
 * the JVM. So replace a model's file by renaming another over it, which leaves the mapped one whole.
 */
final class MappedFile {
    private MappedFile() {}

    static MemorySegment map(Path path, Arena arena) {
        if (!Files.isRegularFile(path)) {
            throw FerkelException.of("%s: %s", path, Files.exists(path) ? "not a file" : "no such file");
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw new FerkelException(path + ": no such file", e);
        } catch (IOException e) {
            throw new FerkelException(path + ": can't be read: " + e.getMessage(), e);
        }
    }
}
