package dev.ferkel.internal.kernel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.x86.Processor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the kernels of this process, once. */
final class KernelSelection {
    private static final String X86 = "avx512-vnni";
    private static final String AVX2 = "avx2";

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

    private static boolean vectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    static String preferred() {
        return machineCode(X86).isEmpty()
                ? X86
                : machineCode(AVX2).isEmpty() ? AVX2 : vectors() ? "vector-" + VectorKernels.widest() : "scalar";
    }

    /** Why a tier of machine code can't be used; empty where it can. */
    private static String machineCode(String tier) {
        try {
            var processor = Processor.ask();
            if (tier.equals(X86)) {
                return processor.hasVnni() ? "" : "the processor has no AVX-512 with VNNI";
            }
            return processor.hasAvx2() ? "" : "the processor has no AVX2 with FMA and F16C";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Kernels select(String asked) {
        if (!asked.isEmpty() && !asked.matches("scalar|vector-(128|256|512)|" + X86 + "|" + AVX2)) {
            throw FerkelException.of(
                    "-Dferkel.kernels=%s: expected scalar, vector-128, vector-256, vector-512, %s or %s",
                    asked, AVX2, X86);
        }
        var obstacle = "";
        for (var tier : List.of(X86, AVX2)) {
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
        return tier.equals(X86) ? new X86Kernels(rest, why) : new Avx2Kernels(rest, why);
    }
}
