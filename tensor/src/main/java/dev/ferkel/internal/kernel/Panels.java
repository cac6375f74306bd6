package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Packed;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix [rows, columns] repacked for products with {@link Activations}; see {@link PanelLayout}. Rows are
 * filled up to whole groups of 16 with zeros.
 */
public final class Panels implements Packed {
    /** Rows a group. */
    public static final int GROUP = 16;

    private static final ThreadLocal<Packing> PACKING = ThreadLocal.withInitial(Packing::new);

    private final PanelLayout layout;
    private final Tensor matrix;
    private final int rows;
    private final int columns;
    /** All groups, or null where they are packed as they are needed. */
    private final @Nullable MemorySegment data;

    private Panels(PanelLayout layout, Tensor matrix, @Nullable MemorySegment data) {
        this.layout = layout;
        this.matrix = matrix;
        this.rows = matrix.size(0);
        this.columns = matrix.size(1);
        this.data = data;
    }

    /** One thread's groups of matrices that are not kept packed. */
    private static final class Packing {
        private Arena arena = Arena.ofAuto();
        private MemorySegment memory = MemorySegment.NULL;

        long reserve(long bytes) {
            if (memory.byteSize() < bytes) {
                arena = Arena.ofAuto();
                memory = arena.allocate(bytes, 64);
            }
            return memory.address();
        }
    }

    /** Bytes that panels of a matrix take; -1 where its type or width can't be packed. */
    public static long bytes(Tensor matrix) {
        var layout = layoutOf(matrix);
        if (layout == null) {
            return -1;
        }
        return groups(matrix.size(0)) * groupBytes(layout, matrix.size(1));
    }

    /** Whether panels of such a matrix take {@link Activations}. */
    public static boolean rounds(DType type, int columns) {
        var layout = PanelLayout.of(type);
        return layout != null && layout.rounds() && columns % layout.block == 0;
    }

    private static @Nullable PanelLayout layoutOf(Tensor matrix) {
        var layout = matrix.rank() == 2 ? PanelLayout.of(matrix.type()) : null;
        return layout != null && matrix.dim(0) > 0 && matrix.dim(1) % layout.block == 0 && matrix.dim(1) > 0
                ? layout
                : null;
    }

    private static long groups(int rows) {
        return ((long) rows + GROUP - 1) / GROUP;
    }

    private static long groupBytes(PanelLayout layout, int columns) {
        return (long) columns / layout.block * layout.blockBytes();
    }

    /**
     * Packs a matrix.
     *
     * @param data {@link #bytes} of memory, 64 bytes aligned
     */
    public static Panels pack(Tensor matrix, MemorySegment data) {
        var layout = layoutOf(matrix);
        if (layout == null || data.byteSize() < bytes(matrix)) {
            throw new IllegalArgumentException("no panels of " + matrix);
        }
        var panels = new Panels(layout, matrix, data);
        Workers.parallel(panels.groups(), 4, (from, to) -> panels.pack(from, to, data.address()));
        Pages.giveBack(matrix.data());
        return panels;
    }

    /**
     * Panels that were packed before, as {@link #data} gave them.
     *
     * @param data {@link #bytes} of memory, 64 bytes aligned; whatever is in it, a product reads nothing else
     */
    public static Panels of(Tensor matrix, MemorySegment data) {
        var layout = layoutOf(matrix);
        if (layout == null || data.byteSize() != bytes(matrix)) {
            throw new IllegalArgumentException("no panels of " + matrix);
        }
        return new Panels(layout, matrix, data);
    }

    /** Panels of a matrix that stays as it is: a group is packed whenever it is needed. The products are the same bits. */
    public static Panels ofMapped(Tensor matrix) {
        var layout = layoutOf(matrix);
        if (layout == null) {
            throw new IllegalArgumentException("no panels of " + matrix);
        }
        return new Panels(layout, matrix, null);
    }

    /** Packs groups [from, to), of which group 0 would lie at {@code target}. */
    private void pack(int from, int to, long target) {
        var kernels = Kernels.select();
        var packing = new PanelPacking(layout, matrix.type(), columns);
        for (int g = from; g < to; g++) {
            int first = g * GROUP;
            long place = target + g * groupBytes();
            if (!layout.rounds()) {
                PlainPacking.group(matrix, first, layout, place);
                continue;
            }
            long row = matrix.address() + first * matrix.type().bytes(columns);
            if (rows - first < GROUP || !kernels.pack(matrix.type(), row, columns, place)) {
                packing.group(matrix.address(), first, rows, place);
            }
        }
    }

    public PanelLayout layout() {
        return layout;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Groups of 16 rows, the last filled up. */
    public int groups() {
        return (int) groups(rows);
    }

    /** Bytes of a group. */
    public long groupBytes() {
        return groupBytes(layout, columns);
    }

    /** Bytes that a product reads: the panels, or the matrix where groups are packed whenever they are needed. */
    public long readBytes() {
        return data != null ? groups() * groupBytes() : matrix.byteSize();
    }

    /** Bytes of a token's input: rounded activations, or F32 numbers. */
    public long inputBytes() {
        return layout.rounds() ? Activations.rowBytes(columns) : 4L * columns;
    }

    /** Whether all groups are at hand, and not packed when they are asked for. */
    public boolean isPacked() {
        return data != null;
    }

    /** All groups, which have to be at hand. */
    public MemorySegment data() {
        return Objects.requireNonNull(data);
    }

    /** Address of groups [g, g + count): this thread's until it asks again. */
    public long groups(int g, int count) {
        if (data != null) {
            return data.address() + g * groupBytes();
        }
        long memory = PACKING.get().reserve(count * groupBytes());
        pack(g, g + count, memory - g * groupBytes());
        return memory;
    }

    /** The definition of truth: one output of one token, whose rounded activations are at {@code x}. */
    float product(int row, long x) {
        long block = groups(row / GROUP, 1);
        int lane = row % GROUP;
        float sum = 0;
        if (!layout.rounds()) {
            for (int k = 0; k < columns; k++) {
                sum = Math.fma(PlainPacking.number(layout, block, k * GROUP + lane), Memory.get(x, k), sum);
            }
            return sum;
        }
        int blocks = columns / Activations.BLOCK;
        for (int b = 0; b < blocks; b++) {
            sum = block(block, b, lane, x + (long) Activations.BYTES * b, sum);
        }
        long list = x + Activations.blockBytes(columns);
        for (int i = 0; i < Outliers.count(list); i++) {
            long entry = list + Outliers.HEAD + (long) Outliers.BYTES * i;
            sum = block(block, Outliers.block(entry), lane, entry, sum);
        }
        return sum;
    }

    /** Block b of a group's row and a block of activations. */
    private float block(long group, int b, int lane, long x, float sum) {
        if (layout.isSuper()) {
            return part(group + b / 8 * (long) layout.blockBytes(), b % 8, lane, x, sum);
        }
        return block(group + b * (long) layout.blockBytes(), lane, x, sum);
    }

    private float block(long at, int lane, long x, float sum) {
        float scale = PanelPacking.half(at + 2L * lane);
        int whole = integers(at + layout.head, lane, x, 0, 32) + layout.bias * PanelPacking.i32(x + 4);
        float total = Math.fma((float) whole, scale * Memory.get(x, 0), sum);
        if (layout.head == 64) {
            total = Math.fma(PanelPacking.half(at + 32 + 2L * lane), Memory.get(x, 3), total);
        }
        return total;
    }

    /** Part j of the super-block at {@code at}. */
    private float part(long at, int j, int lane, long x, float sum) {
        float scale = PanelPacking.half(at + 2L * lane);
        float minimum = layout.head == 64 ? PanelPacking.half(at + 32 + 2L * lane) : 0;
        long sub = at + layout.head + j * (32L + layout.codeBytes());
        float d = Memory.get(x, 0);
        if (layout == PanelLayout.SUPER_HALVES_6) {
            int last = PanelPacking.i32(x + 8);
            int first = PanelPacking.i32(x + 4) - last;
            int low = integers(sub + 32, lane, x, 0, 16) + layout.bias * first;
            int high = integers(sub + 32, lane, x, 16, 32) + layout.bias * last;
            float total = Math.fma((float) low, scale * PanelPacking.i8(sub + lane) * d, sum);
            return Math.fma((float) high, scale * PanelPacking.i8(sub + 16 + lane) * d, total);
        }
        int whole = integers(sub + 32, lane, x, 0, 32);
        float total = Math.fma((float) whole, scale * PanelPacking.u8(sub + lane) * d, sum);
        return Math.fma(-(minimum * PanelPacking.u8(sub + 16 + lane)), Memory.get(x, 3), total);
    }

    private int integers(long codes, int lane, long x, int from, int to) {
        int sum = 0;
        for (int k = from; k < to; k++) {
            sum += code(codes, lane, k) * PanelPacking.i8(x + Activations.NUMBERS + k);
        }
        return sum;
    }

    private int code(long codes, int lane, int k) {
        if (layout.bits == 8) {
            return PanelPacking.u8(codes + PanelPacking.place(lane, k));
        }
        int low = PanelPacking.u8(codes + PanelPacking.place(lane, k % 16)) >> (k < 16 ? 0 : 4) & 15;
        return layout.bits == 4 ? low : low | PanelPacking.highBits(layout, codes, lane, k) << 4;
    }
}
