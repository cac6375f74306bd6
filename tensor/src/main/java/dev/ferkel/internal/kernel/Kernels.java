package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;

/**
 * The hot loops over raw addresses of F32 values; whoever calls has checked the bounds. Every implementation gives the
 * same bits: a sum over k is 16 partial sums (element k goes to sum k mod 16, in order, by fused multiply-add, started
 * at +0), which are then added pairwise: 8 apart, 4 apart, 2 apart, 1 apart. {@link ScalarKernels} is the definition.
 */
public interface Kernels {
    /** The kernels of this process: the widest the machine has, or what {@code -Dferkel.kernels} names. */
    static Kernels select() {
        return KernelSelection.selected();
    }

    /** The tier that {@link #select} takes when none is named, as {@code -Dferkel.kernels} would name it. */
    static String preferred() {
        return KernelSelection.preferred();
    }

    /** Whether products with packed weights are the faster ones, so that weights are to be packed when loaded. */
    default boolean prefersPanels() {
        return false;
    }

    /** Rounds a row of k numbers to 8 bits, as {@link Activations} lie, with its outliers; k is a multiple of 32. */
    default void quantize(long x, long target, int k) {
        quantizeBlocks(x, target, k);
        Outliers.list(this, x, target, k);
    }

    /** As {@link #quantize}, the blocks alone. */
    default void quantizeBlocks(long x, long target, int k) {
        Activations.quantizeBlocks(x, target, k);
    }

    /** Rounds what is left over of the 32 numbers at {@code x}, which were rounded to {@code block}: x - d * q, fused. */
    default void quantizeRest(long x, long block, long target) {
        long rest = Outliers.rest(x, block);
        quantizeBlocks(rest, target, Activations.BLOCK);
    }

    /**
     * y[t][row] of rows [16 * fromGroup, 16 * toGroup) as far as there are: per block an exact integer sum, and fused
     * multiply-adds over the blocks in order, then over the outliers; of plain numbers one fused multiply-add a k. {@link Panels} is the definition.
     *
     * @param x the input of {@code tokens} rows, {@link Panels#inputBytes} apart: rounded activations or F32 numbers
     * @param ldy floats between rows of y
     */
    default void panelProduct(Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        long rowBytes = panels.inputBytes();
        for (int t = 0; t < tokens; t++) {
            for (int row = fromGroup * Panels.GROUP; row < Math.min(panels.rows(), toGroup * Panels.GROUP); row++) {
                Memory.put(y, t * ldy + row, panels.product(row, x + t * rowBytes));
            }
        }
    }

    /**
     * Packs 16 whole rows of a matrix, as {@link Panels} lie.
     *
     * @return false where that is left to {@link PanelPacking}
     */
    default boolean pack(DType type, long rows, int columns, long target) {
        return false;
    }

    /** One line: which tier and width was chosen, why, and how to choose another. */
    String description();

    /** Canonical sum of a[i] * b[i]. */
    float dot(long a, long b, int n);

    /** y[i] = fma(a, x[i], y[i]). */
    void axpy(float a, long x, long y, int n);

    /** y[i] = a[i] + b[i]; y may be a or b. */
    void add(long a, long b, long y, int n);

    /** y[i] = x[i] * s; y may be x. */
    void scale(float s, long x, long y, int n);

    /** y[i] = (x[i] * s) * w[i]: the last step of RMSNorm; y may be x. */
    void scaleMultiply(float s, long x, long w, long y, int n);

    /** Largest of n >= 1 values; NaN if there is one; zeros count as +0. */
    float max(long x, int n);

    /** y[i] = exp(x[i] - shift); returns their canonical sum. y may be x. Own polynomial exp, the same bits everywhere. */
    float expSum(long x, float shift, long y, int n);

    /** y[i] = 1 / (1 + exp(-x[i])); y may be x. */
    void sigmoid(long x, long y, int n);

    /** y[i] = gate[i] * sigmoid(gate[i]) * up[i] (SwiGLU); y may be gate or up. */
    void swiglu(long gate, long up, long y, int n);

    /** The derivative of {@link #swiglu} by its gate: y[i] = d[i] * up[i] * s * (1 + gate[i] * (1 - s)), s = sigmoid(gate[i]). y may be d. */
    void swigluSlope(long gate, long up, long d, long y, int n);

    /** F32 values of n elements in {@code type} (whole blocks, no FP8 scales). */
    void decode(DType type, long source, long target, long n);

    /** Rounds n F32 values to {@code type} (F32, F16 or BF16), to nearest even. */
    void encode(DType type, long source, long target, long n);

    /**
     * y[m][n] = canonical sum over k of x[m][k] * w[n][k], for rows n in [from, to) of a weight matrix [N, K].
     *
     * @param w address of the matrix; rows follow each other without gaps
     * @param scale address of F8_E4M3's block scales [ceil(N/128), ceil(K/128)] (F32), otherwise 0
     * @param ldx floats between rows of x [tokens, K]
     * @param ldy floats between rows of y [tokens, N]
     */
    void matmul(
            DType type, long w, long scale, long x, long ldx, long y, long ldy, int tokens, int from, int to, int k);

    /**
     * y[t][r] = canonical sum of rows[r] * x[t] for F32 rows [count, k] without gaps: what {@link #matmul} comes to once
     * its weights are decoded.
     */
    void product(long rows, int count, long x, long ldx, long y, long ldy, int tokens, int k);

    /**
     * What a step of AdamW takes besides the numbers.
     *
     * @param clip factor on gradients
     * @param rate learning rate, corrected for the first moment's start at zero
     * @param correction factor on the root of the second moment
     * @param kept what weight decay leaves of a weight
     */
    record AdamWFactors(
            float clip, float beta1, float beta2, float rate, float correction, float epsilon, float kept) {}

    /** A step of AdamW for n weights w with gradients g, first moments m and second moments v; w, m and v change. */
    default void adamW(long w, long g, long m, long v, int n, AdamWFactors f) {
        float new1 = 1 - f.beta1();
        float new2 = 1 - f.beta2();
        for (int i = 0; i < n; i++) {
            float gradient = Memory.get(g, i) * f.clip();
            float first = Memory.get(m, i);
            first += new1 * (gradient - first);
            float second = f.beta2() * Memory.get(v, i) + new2 * gradient * gradient;
            float divisor = (float) Math.sqrt(second) * f.correction() + f.epsilon();
            Memory.put(m, i, first);
            Memory.put(v, i, second);
            Memory.put(w, i, Memory.get(w, i) * f.kept() - f.rate() * first / divisor);
        }
    }

    /** The largest magnitude of n values, 0 of none; NaN if there is one. */
    default float largest(long x, int n) {
        float largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(Memory.get(x, i)));
        }
        return largest;
    }

    /** largest[i] = max(largest[i], |x[i]|); NaN if one is. */
    default void largest(long x, long largest, int n) {
        for (int i = 0; i < n; i++) {
            Memory.put(largest, i, Math.max(Memory.get(largest, i), Math.abs(Memory.get(x, i))));
        }
    }

    /** y[i] = the nearest BF16 number of x[i], ties to even; NaN stays. y may be x. */
    default void roundBf16(long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            Memory.put(y, i, Roundings.bf16(Memory.get(x, i)));
        }
    }

    /** y[i] = s * the nearest E4M3 number of x[i] / s, ties to even, at most 448; NaN stays. y may be x. */
    default void roundE4m3(float s, long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            Memory.put(y, i, s * Roundings.e4m3(Memory.get(x, i) / s));
        }
    }

    /** As {@link #roundE4m3(float, long, long, int)}, with a scale s[i] for each number. */
    default void roundE4m3(long s, long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            Memory.put(y, i, Memory.get(s, i) * Roundings.e4m3(Memory.get(x, i) / Memory.get(s, i)));
        }
    }

    /** Columns that {@link #multiply} is fastest with, side by side in memory. */
    default int multiplyColumns() {
        return 16;
    }

    /** Whether {@link #multiply} takes its second matrix in {@code type} as it is. */
    default boolean multiplies(DType type) {
        return type == DType.F32;
    }

    /**
     * c[r][j] = sum over i of a[r][i] * b[i][j], one fused multiply-add after the other.
     *
     * @param a F32 [rows, k], rows {@code lda} numbers apart
     * @param type of b, one that {@link #multiplies}
     * @param b [k, n], rows {@code ldb} numbers apart
     * @param c F32 [rows, n], rows {@code ldc} numbers apart
     * @param adds the sum starts from what c holds, otherwise from +0
     */
    default void multiply(
            long a, long lda, DType type, long b, long ldb, long c, long ldc, int rows, int k, int n, boolean adds) {
        multiply(a, lda, type, b, ldb, c, ldc, rows, k, n, adds, 0, 0);
    }

    /**
     * As {@link #multiply(long, long, DType, long, long, long, long, int, int, int, boolean)}, and fetches what is needed
     * next into the cache meanwhile, where the kernels can: a hint, which changes no result.
     *
     * @param next memory that need not be readable; 0 for none. With step i of k, the n F16 numbers from next + i *
     *     nextStep are fetched.
     */
    void multiply(
            long a,
            long lda,
            DType type,
            long b,
            long ldb,
            long c,
            long ldc,
            int rows,
            int k,
            int n,
            boolean adds,
            long next,
            long nextStep);

    /**
     * c[r][j] += sum over i of a[i][r] * b[i][j], one fused multiply-add after the other, all in F32.
     *
     * @param a [k, rows], rows {@code lda} numbers apart
     * @param b [k, n], rows {@code ldb} numbers apart
     * @param c [rows, n], rows {@code ldc} numbers apart
     */
    default void multiplyTurned(long a, long lda, long b, long ldb, long c, long ldc, int rows, int k, int n) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < k; i++) {
                axpy(Memory.get(a, i * lda + r), b + 4 * i * ldb, c + 4 * r * ldc, n);
            }
        }
    }

    /**
     * One block of an online softmax (Milakov and Gimelshein 2018). Of row r the first min(keys, seen + r * step) scores
     * count: they become exp(score * scale - maximum) and the others 0; the row's maximum, sum and accumulator follow.
     *
     * @param scores F32 [rows, 64]
     * @param keys 1 to 64
     * @param states F32 [rows, 2]: the maximum and the sum so far
     * @param sums F32 [rows, width]: multiplied by what the new maximum takes away
     */
    default void softmaxBlock(
            long scores, int rows, int keys, int seen, int step, float scale, long states, long sums, int width) {
        for (int r = 0; r < rows; r++) {
            OnlineSoftmax.row(
                    this,
                    scores + 256L * r,
                    Math.min(keys, seen + r * step),
                    scale,
                    states + 8L * r,
                    sums + 4L * r * width,
                    width);
        }
    }

    /**
     * Numbers [rows, columns] of F32 or F16, rows {@code lds} numbers apart, turned: F32 [columns, rows], {@code ldt}
     * numbers apart.
     */
    default void transpose(DType type, long source, long lds, int rows, int columns, long target, long ldt) {
        for (int c = 0; c < columns; c++) {
            for (int r = 0; r < rows; r++) {
                long at = r * lds + c;
                float value = type == DType.F16 ? PanelPacking.half(source + 2 * at) : Memory.get(source, at);
                Memory.put(target, c * ldt + r, value);
            }
        }
    }
}
