package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is written aside, synced and then renamed, so that a half-written one is never taken for a whole one. */
public final class AsideFile implements AutoCloseable {
    private final Path file;
    private final Path aside;
    private final FileChannel channel;

    /** Begins a file that will replace what has the name; its folder is made. */
    public AsideFile(Path file) {
        this.file = file;
        this.aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes a whole file. */
    public static void write(Path file, byte[] bytes) {
        try (var out = new AsideFile(file)) {
            out.write(ByteBuffer.wrap(bytes));
            out.commit();
        }
    }

    void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Gives it its name. */
    void commit() {
        try {
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Leaves nothing of a file that was not committed. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private FerkelException failed(IOException e) {
        return new FerkelException(file + ": can't be written: " + e, e);
    }
}
