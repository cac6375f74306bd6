package dev.ferkel.internal.tensor;

import dev.ferkel.error.FerkelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense row-major array off the Java heap: a shape, an element type and the memory it lies in. A view shares the
 * memory and must not outlive its arena. The last dimension is the one that is contiguous (and blocked).
 */
public final class Tensor {
    /** Alignment of what {@link #allocate} gives, in bytes: one cache line, one AVX-512 register. */
    public static final long ALIGNMENT = 64;

    private final long[] shape;
    private final DType type;
    private final MemorySegment data;
    private final @Nullable Tensor scale;
    private final @Nullable Packed packed;

    private Tensor(DType type, MemorySegment data, @Nullable Tensor scale, long... shape) {
        this(type, data, scale, null, shape);
    }

    private Tensor(DType type, MemorySegment data, @Nullable Tensor scale, @Nullable Packed packed, long... shape) {
        this.shape = shape;
        this.type = type;
        this.data = data;
        this.scale = scale;
        this.packed = packed;
    }

    /**
     * Wraps memory.
     *
     * @throws FerkelException if the segment's size isn't that of the shape
     */
    public static Tensor of(DType type, MemorySegment data, long... shape) {
        long expected = byteSize(type, shape);
        if (data.byteSize() != expected) {
            throw FerkelException.of(
                    "a %s tensor of shape %s takes %d bytes, found %d",
                    type, Arrays.toString(shape), expected, data.byteSize());
        }
        return new Tensor(type, data, null, shape.clone());
    }

    /** A new tensor of zeros in {@code arena}. */
    public static Tensor allocate(Arena arena, DType type, long... shape) {
        return new Tensor(type, arena.allocate(Math.max(1, byteSize(type, shape)), ALIGNMENT), null, shape.clone());
    }

    /** A new F32 tensor in {@code arena} with a copy of {@code values}. */
    public static Tensor of(Arena arena, float[] values, long... shape) {
        var tensor = allocate(arena, DType.F32, shape);
        if (tensor.elements() != values.length) {
            throw FerkelException.of(
                    "shape %s holds %d values, found %d", tensor.shapeText(), tensor.elements(), values.length);
        }
        MemorySegment.copy(values, 0, tensor.data, ValueLayout.JAVA_FLOAT, 0, values.length);
        return tensor;
    }

    /**
     * This F8_E4M3 matrix [rows, columns] with its F32 block scales [ceil(rows/128), ceil(columns/128)]: an element's
     * value is {@code fp8 * scale[row/128][column/128]} (DeepSeek-V3's {@code weight_scale_inv}).
     */
    public Tensor withScale(Tensor blockScales) {
        if (type != DType.F8_E4M3 || rank() != 2 || blockScales.type != DType.F32 || blockScales.rank() != 2) {
            throw FerkelException.of("block scales belong to an F8_E4M3 matrix, found %s", this);
        }
        if (blockScales.dim(0) != (dim(0) + 127) / 128 || blockScales.dim(1) != (dim(1) + 127) / 128) {
            throw FerkelException.of(
                    "scales of shape %s don't fit a matrix of shape %s in blocks of 128x128",
                    blockScales.shapeText(), shapeText());
        }
        return new Tensor(type, data, blockScales, shape);
    }

    /** This matrix with its numbers laid out for the kernels, too. */
    public Tensor withPacked(Packed form) {
        return new Tensor(type, data, scale, form, shape);
    }

    /** What {@link #withPacked} was given, or null; views have none. */
    public @Nullable Packed packed() {
        return packed;
    }

    public DType type() {
        return type;
    }

    public int rank() {
        return shape.length;
    }

    /** Size of dimension {@code i}; negative counts from the end. */
    public long dim(int i) {
        return shape[i < 0 ? shape.length + i : i];
    }

    /** {@link #dim} as an int, for dimensions of networks. */
    public int size(int i) {
        return Math.toIntExact(dim(i));
    }

    /** Whether its shape is this one. */
    public boolean hasShape(long[] other) {
        return Arrays.equals(shape, other);
    }

    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        return n;
    }

    public long byteSize() {
        return type.bytes(elements());
    }

    public MemorySegment data() {
        return data;
    }

    /** Block scales of an F8_E4M3 matrix, or null. */
    public @Nullable Tensor scale() {
        return scale;
    }

    /** Address of the first byte; the tensor's arena has to stay open while it is used. */
    public long address() {
        return data.address();
    }

    /** Element {@code i} (flat) of an F32 tensor. */
    public float get(long i) {
        return data.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
    }

    /** Sets element {@code i} (flat) of an F32 tensor. */
    public void set(long i, float value) {
        data.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, value);
    }

    /** A copy of an F32 tensor's values. */
    public float[] toFloatArray() {
        require(DType.F32);
        var values = new float[Math.toIntExact(elements())];
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values, 0, values.length);
        return values;
    }

    /** The same memory in another shape with as many elements. */
    public Tensor reshape(long... to) {
        if (scale != null || byteSize(type, to) != byteSize()) {
            throw FerkelException.of("%s can't be seen as %s", this, Arrays.toString(to));
        }
        return new Tensor(type, data, null, to.clone());
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the first dimension, as a view. */
    public Tensor rows(long from, long to) {
        if (scale != null || from < 0 || to < from || to > shape[0]) {
            throw FerkelException.of("rows %d to %d of %s", from, to, this);
        }
        var part = shape.clone();
        part[0] = 1;
        long rowBytes = byteSize(type, part);
        part[0] = to - from;
        return new Tensor(type, data.asSlice(from * rowBytes, (to - from) * rowBytes), null, part);
    }

    /** Entry {@code i} of the first dimension, as a view with one dimension less. */
    public Tensor at(long i) {
        return rows(i, i + 1).reshape(Arrays.copyOfRange(shape, 1, shape.length));
    }

    private void require(DType expected) {
        if (type != expected) {
            throw FerkelException.of("expected a tensor of %s, found %s", expected, this);
        }
    }

    public String shapeText() {
        return Arrays.toString(shape);
    }

    @Override
    public String toString() {
        return type + shapeText();
    }

    /**
     * Bytes of a row-major tensor: rows of the last dimension are whole blocks.
     *
     * @throws FerkelException on negative sizes, rows that aren't whole blocks, or more than 2^63 bytes
     */
    public static long byteSize(DType type, long... shape) {
        long rows = 1;
        for (int i = 0; i + 1 < shape.length; i++) {
            if (shape[i] < 0 || (shape[i] > 0 && rows > Long.MAX_VALUE / shape[i])) {
                throw FerkelException.of("shape %s is not one of a tensor", Arrays.toString(shape));
            }
            rows *= shape[i];
        }
        long row = type.bytes(shape.length == 0 ? 1 : shape[shape.length - 1]);
        if (row > 0 && rows > Long.MAX_VALUE / row) {
            throw FerkelException.of("shape %s is more than can be addressed", Arrays.toString(shape));
        }
        return rows * row;
    }
}
