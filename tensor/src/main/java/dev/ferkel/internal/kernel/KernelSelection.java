package dev.ferkel.internal.kernel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.x86.Processor;

/** Chooses the kernels of this process, once. */
final class KernelSelection {
    private static final String X86 = "avx512-vnni";

    static final Kernels SELECTED = select(System.getProperty("ferkel.kernels", ""));

    private KernelSelection() {}

    private static boolean vectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    static String preferred() {
        return machineCode().isEmpty() ? X86 : vectors() ? "vector-" + VectorKernels.widest() : "scalar";
    }

    /** Why machine code can't be used; empty where it can. */
    private static String machineCode() {
        try {
            return Processor.ask().hasVnni() ? "" : "the processor has no AVX-512 with VNNI";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Kernels select(String asked) {
        if (!asked.isEmpty() && !asked.matches("scalar|vector-(128|256|512)|" + X86)) {
            throw FerkelException.of(
                    "-Dferkel.kernels=%s: expected scalar, vector-128, vector-256, vector-512 or %s", asked, X86);
        }
        var obstacle = asked.isEmpty() || asked.equals(X86) ? machineCode() : "";
        if (asked.equals(X86) && !obstacle.isEmpty()) {
            throw FerkelException.of("-Dferkel.kernels=%s: %s", X86, obstacle);
        }
        if ((asked.isEmpty() || asked.equals(X86)) && obstacle.isEmpty()) {
            return new X86Kernels(
                    vectors() ? new VectorKernels("") : new ScalarKernels(""), asked.isEmpty() ? "found" : "asked for");
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
}
