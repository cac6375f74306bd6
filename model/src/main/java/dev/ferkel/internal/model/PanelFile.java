package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.WholeFile;
import dev.ferkel.internal.kernel.PanelLayout;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model's packed matrices in a file beside it, see {@link Checkpoint#panels}, in the order in which the network takes them. One of another model, of another version of its files, or one that is damaged is written
 * anew.
 *
 * <p>Little-endian: eight bytes of {@link #MAGIC}, 32 of a digest of the model's files (names, sizes, times), the number of
 * matrices as I32 and four bytes of zeros; of each matrix layout, rows, columns and zero as I32, and its bytes as I64. Then
 * the panels, each from a multiple of 64.
 */
final class PanelFile {
    private static final byte[] MAGIC = "FRKPANL1".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    private static final int HEAD = 48;
    private static final int ENTRY = 24;
    private static final int MOST = 1 << 24;

    /** Bytes written at once: a buffer can't have as many as a matrix. */
    private static final long PIECE = 1L << 28;

    private record Entry(int layout, int rows, int columns, long bytes) {
        static Entry of(Panels panels) {
            return new Entry(
                    panels.layout().ordinal(),
                    panels.rows(),
                    panels.columns(),
                    panels.data().byteSize());
        }

        boolean fits(Tensor matrix) {
            var type = PanelLayout.of(matrix.type());
            return type != null
                    && type.ordinal() == layout
                    && matrix.size(0) == rows
                    && matrix.size(1) == columns
                    && Panels.bytes(matrix) == bytes;
        }
    }

    private final Path file;
    private final byte[] digest;
    private final MemorySegment memory;
    private List<Entry> entries;
    private long at;
    private final List<Panels> panels = new ArrayList<>();
    private boolean changed;

    private PanelFile(Path file, byte[] digest, MemorySegment memory) {
        this.file = file;
        this.digest = digest;
        this.memory = memory;
        this.entries = read();
        this.at = start(entries.size());
    }

    /** The file of a checkpoint, which has to stay open while its panels are used. */
    static PanelFile of(Checkpoint checkpoint) {
        var file = Checkpoint.panels(checkpoint.path());
        var memory = Files.isRegularFile(file) ? checkpoint.map(file) : MemorySegment.NULL;
        return new PanelFile(file, digest(checkpoint.files()), memory);
    }

    private static byte[] digest(List<Path> files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var path : files) {
                var line =
                        "%s %d %s%n".formatted(path.getFileName(), Files.size(path), Files.getLastModifiedTime(path));
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new FerkelException(files.getFirst() + ": can't be read: " + e, e);
        }
    }

    /** What the file says it has; nothing, where it isn't this model's or not whole. */
    private List<Entry> read() {
        var found = new ArrayList<Entry>();
        if (memory.byteSize() < HEAD) {
            return found;
        }
        var head = bytes(0, HEAD);
        var magic = new byte[MAGIC.length];
        var known = new byte[DIGEST];
        head.get(magic).get(known);
        int count = head.getInt();
        if (!Arrays.equals(magic, MAGIC)
                || !Arrays.equals(known, digest)
                || count < 0
                || count > MOST
                || memory.byteSize() < HEAD + (long) ENTRY * count) {
            return found;
        }
        var list = bytes(HEAD, ENTRY * count);
        long end = start(count);
        for (int i = 0; i < count; i++) {
            int layout = list.getInt();
            int rows = list.getInt();
            int columns = list.getInt();
            list.getInt();
            var entry = new Entry(layout, rows, columns, list.getLong());
            if (entry.bytes() < 0 || entry.bytes() > memory.byteSize() - end) {
                return List.of();
            }
            end = aligned(end + entry.bytes());
            found.add(entry);
        }
        return found;
    }

    private ByteBuffer bytes(long from, int count) {
        return memory.asSlice(from, count).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long start(int count) {
        return aligned(HEAD + (long) ENTRY * count);
    }

    private static long aligned(long at) {
        return at + Tensor.ALIGNMENT - 1 & -Tensor.ALIGNMENT;
    }

    /** The next matrix's panels, if the file has them. */
    Optional<Panels> next(Tensor matrix) {
        int number = panels.size();
        if (number >= entries.size() || !entries.get(number).fits(matrix)) {
            // from here on it is another network
            entries = List.of();
            changed = true;
            return Optional.empty();
        }
        var found = Panels.of(matrix, memory.asSlice(at, entries.get(number).bytes()));
        at = aligned(at + entries.get(number).bytes());
        panels.add(found);
        return Optional.of(found);
    }

    /** What {@link #next} didn't have. */
    void add(Panels packed) {
        panels.add(packed);
    }

    /**
     * Writes what was added, if anything was.
     *
     * @throws FerkelException if there is no space or no right to
     */
    void write() {
        if (!changed) {
            return;
        }
        var list = panels.stream().map(Entry::of).toList();
        long total = start(list.size())
                + list.stream().mapToLong(e -> aligned(e.bytes())).sum();
        WholeFile.write(file, total, channel -> {
            WholeFile.write(channel, head(list));
            for (var one : panels) {
                pad(channel);
                write(channel, one.data());
            }
            pad(channel);
        });
    }

    private ByteBuffer head(List<Entry> list) {
        var head = ByteBuffer.allocate(HEAD + ENTRY * list.size()).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).put(digest).putInt(list.size()).putInt(0);
        list.forEach(e -> head.putInt(e.layout())
                .putInt(e.rows())
                .putInt(e.columns())
                .putInt(0)
                .putLong(e.bytes()));
        return head.flip();
    }

    private static void pad(FileChannel channel) throws IOException {
        WholeFile.write(channel, ByteBuffer.allocate((int) (aligned(channel.position()) - channel.position())));
    }

    private static void write(FileChannel channel, MemorySegment data) throws IOException {
        for (long from = 0; from < data.byteSize(); from += PIECE) {
            WholeFile.write(
                    channel,
                    data.asSlice(from, Math.min(PIECE, data.byteSize() - from)).asByteBuffer());
        }
    }
}
