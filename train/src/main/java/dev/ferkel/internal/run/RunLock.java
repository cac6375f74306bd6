package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second process out of a run's folder; gone with the process, however that ends. */
final class RunLock implements AutoCloseable {
    /** Of this process: on some systems, to close a file gives up all the locks that a process has on it. */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** @throws FerkelException if a process has it, this one or another */
    static RunLock take(Path folder) throws IOException {
        var real = folder.toRealPath();
        if (!TAKEN.add(real)) {
            throw taken(folder);
        }
        try {
            return new RunLock(real, lock(folder));
        } catch (IOException | RuntimeException e) {
            TAKEN.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw taken(folder);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FerkelException taken(Path folder) {
        return FerkelException.of("%s: another process is training in this folder: wait for it, or end it", folder);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            TAKEN.remove(folder);
        }
    }
}
