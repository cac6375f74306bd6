package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a file's weights are to be: one type for all matrices, or a mix that gives more bits to those that need them. Names
 * and numbers are llama.cpp's ({@code llama_ftype}).
 */
public enum FileType {
    F32(0, DType.F32),
    F16(1, DType.F16),
    BF16(32, DType.BF16),
    Q8_0(7, DType.Q8_0),
    Q4_0(2, DType.Q4_0),
    Q4_1(3, DType.Q4_1),
    Q5_0(8, DType.Q5_0),
    Q5_1(9, DType.Q5_1),
    Q2_K(10, DType.Q2_K),
    Q2_K_S(21, DType.Q2_K),
    Q3_K_S(11, DType.Q3_K),
    Q3_K_M(12, DType.Q3_K),
    Q3_K_L(13, DType.Q3_K),
    Q4_K_S(14, DType.Q4_K),
    Q4_K_M(15, DType.Q4_K),
    Q5_K_S(16, DType.Q5_K),
    Q5_K_M(17, DType.Q5_K),
    Q6_K(18, DType.Q6_K),
    IQ4_NL(25, DType.IQ4_NL),
    IQ4_XS(30, DType.IQ4_XS),
    /** Experts in MXFP4, everything else in Q8_0. */
    MXFP4_MOE(38, DType.MXFP4);

    private final int id;
    private final DType type;

    FileType(int id, DType type) {
        this.id = id;
        this.type = type;
    }

    /** GGUF's {@code general.file_type}. */
    public int id() {
        return id;
    }

    /** Of matrices that nothing more is known of. */
    public DType type() {
        return type;
    }

    /** Finds one by its name in any case; Q3_K, Q4_K, Q5_K are the middle mixes, MXFP4 is the one there is. */
    public static FileType of(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        var whole = switch (upper) {
            case "Q3_K", "Q4_K", "Q5_K" -> upper + "_M";
            case "MXFP4" -> "MXFP4_MOE";
            default -> upper;
        };
        return Arrays.stream(values())
                .filter(t -> t.name().equals(whole))
                .findFirst()
                .orElseThrow(() -> FerkelException.of("type is '%s', expected one of %s", name, names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
