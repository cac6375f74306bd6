package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A file that comes in parts, which several threads write. Behind its own bytes it notes how far each part is, so that
 * whoever opens it next goes on; the note is cut off before the file gets its name. One process at a time has it.
 */
final class PartFile implements AutoCloseable {
    /** Bytes that may be lost, and come again, when the process is killed. */
    private static final long NOTE_EVERY = 4 << 20;

    private static final long MAGIC = 0x4665726b656c3031L; // "Ferkel01"
    private static final int HEAD = 16;
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final long size;
    private final long partSize;
    private final FileChannel channel;
    private final AtomicLongArray done;
    private final AtomicLongArray noted;

    private PartFile(Path path, long size, long partSize, FileChannel channel) {
        this.path = path;
        this.size = size;
        this.partSize = partSize;
        this.channel = channel;
        int parts = (int) Math.max(1, (size + partSize - 1) / partSize);
        done = new AtomicLongArray(parts);
        noted = new AtomicLongArray(parts);
    }

    /** Opens what is there or begins; a note that does not fit counts for nothing. */
    static PartFile open(Path path, long size, long partSize) throws IOException {
        var channel = FileChannel.open(path, OPTIONS);
        try {
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // told below
            }
            if (lock == null) {
                throw FerkelException.of("%s: another process is downloading this file; wait for it", path);
            }
            var file = new PartFile(path, size, partSize, channel);
            if (!file.resume()) {
                file.restart();
            }
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private boolean resume() throws IOException {
        var note = ByteBuffer.allocate(HEAD + 8 * parts());
        if (channel.size() != size + note.capacity()) {
            return false;
        }
        while (note.hasRemaining()) {
            if (channel.read(note, size + note.position()) < 0) {
                return false;
            }
        }
        note.flip();
        if (note.getLong() != MAGIC || note.getLong() != partSize) {
            return false;
        }
        for (int part = 0; part < parts(); part++) {
            long count = note.getLong();
            if (count < 0 || count > end(part) - begin(part)) {
                return false;
            }
            done.set(part, count);
            noted.set(part, count);
        }
        return true;
    }

    /** Forgets what is there. */
    void restart() throws IOException {
        channel.truncate(0);
        var note = ByteBuffer.allocate(HEAD + 8 * parts());
        note.putLong(MAGIC).putLong(partSize);
        write(note.rewind(), size);
        for (int part = 0; part < parts(); part++) {
            done.set(part, 0);
            noted.set(part, 0);
        }
    }

    int parts() {
        return done.length();
    }

    long size() {
        return size;
    }

    private long begin(int part) {
        return part * partSize;
    }

    /** The byte after a part's last one. */
    long end(int part) {
        return Math.min(size, begin(part) + partSize);
    }

    /** The first byte that a part misses; its end where it misses none. */
    long next(int part) {
        return begin(part) + done.get(part);
    }

    /** Bytes that are there. */
    long present() {
        long sum = 0;
        for (int part = 0; part < parts(); part++) {
            sum += done.get(part);
        }
        return sum;
    }

    /** Adds bytes to a part; one thread a part. */
    void append(int part, byte[] bytes, int count) throws IOException {
        if (count > end(part) - next(part)) {
            throw new IllegalArgumentException("part " + part + " is full");
        }
        write(ByteBuffer.wrap(bytes, 0, count), next(part));
        done.addAndGet(part, count);
        if (done.get(part) - noted.get(part) >= NOTE_EVERY) {
            note(part);
        }
    }

    /** Writes down how far a part is. */
    void note(int part) throws IOException {
        long count = done.get(part);
        write(ByteBuffer.allocate(8).putLong(count).rewind(), size + HEAD + 8L * part);
        noted.set(part, count);
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /**
     * Holds the bytes to their hash and gives the file its name.
     *
     * @throws FerkelException if they have another; the file is then gone
     */
    void finish(HubName name, HubFile file, Path target) throws IOException {
        var found = Checksum.of(file).of(channel, size);
        if (!found.equals(file.etag())) {
            Files.deleteIfExists(path);
            throw FerkelException.of(
                    "%s: %s has come with the hash %s, expected %s; it was thrown away",
                    name.id(), file.path(), found, file.etag());
        }
        channel.truncate(size);
        channel.force(true);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
