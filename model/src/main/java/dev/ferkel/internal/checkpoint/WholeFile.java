package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there as a whole or not at all: written aside, synced and then renamed. */
public final class WholeFile implements AutoCloseable {
    /** Writes what belongs into the file. */
    @FunctionalInterface
    public interface Content {
        void write(FileChannel channel) throws IOException;
    }

    private final Path file;
    private final Path aside;
    private final FileChannel channel;

    /**
     * Begins a file that will replace what has the name; its folder is made.
     *
     * @throws FerkelException if it can't be written
     */
    public WholeFile(Path file) {
        this.file = file;
        this.aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /**
     * Writes a file.
     *
     * @param bytes it will have, for which there has to be space
     * @throws FerkelException if it can't be written; what was there before stays
     */
    public static void write(Path file, long bytes, Content content) {
        checkSpace(file, bytes);
        try (var whole = new WholeFile(file)) {
            content.write(whole.channel);
            whole.commit();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /**
     * Writes a small file.
     *
     * @throws FerkelException if it can't be written; what was there before stays
     */
    public static void write(Path file, byte[] bytes) {
        try (var whole = new WholeFile(file)) {
            whole.write(ByteBuffer.wrap(bytes));
            whole.commit();
        }
    }

    /** As above, in UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    public void write(ByteBuffer bytes) {
        try {
            write(channel, bytes);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Gives it its name. */
    public void commit() {
        try {
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Leaves nothing of a file that was not committed. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // its name says that it is no whole file
        }
    }

    private static void checkSpace(Path file, long bytes) {
        var folder = file.toAbsolutePath().getParent();
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw FerkelException.of("%s: takes %d bytes, but only %d are free there", file, bytes, free);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static FerkelException failed(Path file, IOException e) {
        return new FerkelException(file + ": can't be written: " + e, e);
    }
}
