package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there as a whole or not at all: written aside, synced, renamed; what fails is removed. */
public final class WholeFile {
    /** Writes what belongs into the file. */
    @FunctionalInterface
    public interface Content {
        void write(FileChannel channel) throws IOException;
    }

    private WholeFile() {}

    /**
     * Writes a file.
     *
     * @param bytes it will have, for which there has to be space
     * @throws FerkelException if it can't be written; what was there before stays
     */
    public static void write(Path file, long bytes, Content content) {
        var aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            checkSpace(file, bytes);
            try (var channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(aside);
            throw new FerkelException(file + ": can't be written: " + e, e);
        } catch (RuntimeException | Error e) {
            discard(aside);
            throw e;
        }
    }

    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void checkSpace(Path file, long bytes) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw FerkelException.of("%s: takes %d bytes, but only %d are free there", file, bytes, free);
        }
    }

    private static void discard(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // its name says that it is no whole file
        }
    }
}
