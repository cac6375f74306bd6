package dev.ferkel.internal.kernel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.x86.Processor;
import dev.ferkel.internal.kernel.x86.ProductTier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the kernels of this process, once. */
final class KernelSelection {
    private static final String VNNI = "avx512-vnni";
    private static final String AVX512 = "avx512";
    private static final String AVX2 = "avx2";

    /** The fastest first. */
    private static final List<String> MACHINE_CODE = List.of(VNNI, AVX512, AVX2);

    private static volatile @Nullable Kernels selected;

    private KernelSelection() {}

    /** Chosen when first asked for, so that what can't be chosen is an error of its own and no class's that fails. */
    static Kernels selected() {
        var kernels = selected;
        if (kernels == null) {
            synchronized (KernelSelection.class) {
                kernels = selected;
                if (kernels == null) {
                    kernels = select(System.getProperty("ferkel.kernels", ""));
                    selected = kernels;
                }
            }
        }
        return kernels;
    }

    /** The tier of machine code that is asked for, otherwise the processor's best; empty where it can't be had. */
    static Optional<ProductTier> tier() {
        var asked = System.getProperty("ferkel.kernels", "");
        return MACHINE_CODE.stream()
                .filter(tier -> tier.equals(asked) || !MACHINE_CODE.contains(asked))
                .filter(tier -> machineCode(tier).isEmpty())
                .findFirst()
                .map(KernelSelection::products);
    }

    private static ProductTier products(String tier) {
        return switch (tier) {
            case VNNI -> ProductTier.VNNI;
            case AVX512 -> ProductTier.AVX512;
            default -> ProductTier.AVX2;
        };
    }

    private static boolean vectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    static String preferred() {
        return MACHINE_CODE.stream()
                .filter(tier -> machineCode(tier).isEmpty())
                .findFirst()
                .orElseGet(() -> vectors() ? "vector-" + VectorKernels.widest() : "scalar");
    }

    /** Why a tier of machine code can't be used; empty where it can. */
    private static String machineCode(String tier) {
        try {
            var processor = Processor.ask();
            return switch (tier) {
                case VNNI -> processor.hasVnni() ? "" : "the processor has no AVX-512 with VNNI";
                case AVX512 -> processor.hasAvx512() ? "" : "the processor has no AVX-512 with BW, DQ and VL";
                default -> processor.hasAvx2() ? "" : "the processor has no AVX2 with FMA and F16C";
            };
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Kernels select(String asked) {
        if (!asked.isEmpty() && !asked.matches("scalar|vector-(128|256|512)") && !MACHINE_CODE.contains(asked)) {
            throw FerkelException.of(
                    "-Dferkel.kernels=%s: expected scalar, vector-128, vector-256, vector-512, %s, %s or %s",
                    asked, AVX2, AVX512, VNNI);
        }
        var obstacle = "";
        for (var tier : MACHINE_CODE) {
            if (asked.isEmpty() || asked.equals(tier)) {
                obstacle = machineCode(tier);
                if (obstacle.isEmpty()) {
                    return machineCode(tier, asked.isEmpty() ? "found" : "asked for");
                }
                if (asked.equals(tier)) {
                    throw FerkelException.of("-Dferkel.kernels=%s: %s", tier, obstacle);
                }
            }
        }
        if (asked.equals("scalar")) {
            return new ScalarKernels("asked for");
        }
        if (!vectors()) {
            if (asked.isEmpty()) {
                return new ScalarKernels(
                        obstacle + "; start Java with --add-modules jdk.incubator.vector for faster ones");
            }
            throw FerkelException.of("-Dferkel.kernels=%s needs Java's --add-modules jdk.incubator.vector", asked);
        }
        if (asked.isEmpty()) {
            return new VectorKernels(obstacle + "; -Dferkel.kernels=scalar|vector-128|.. chooses another");
        }
        int bits = Integer.parseInt(asked.substring("vector-".length()));
        if (bits > VectorKernels.widest()) {
            throw FerkelException.of(
                    "-Dferkel.kernels=%s: this machine has vectors of %d bits", asked, VectorKernels.widest());
        }
        return new VectorKernels("asked for");
    }

    private static Kernels machineCode(String tier, String why) {
        var rest = vectors() ? new VectorKernels("beside it") : new ScalarKernels("no vector module");
        return tier.equals(AVX2) ? new Avx2Kernels(rest, why) : new X86Kernels(rest, products(tier), tier, why);
    }
}
