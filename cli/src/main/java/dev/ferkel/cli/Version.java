package dev.ferkel.cli;

import dev.ferkel.internal.kernel.Kernels;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Ferkel's, the kernels it computes with here, and the JDK. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "ferkel " + number(),
            kernels(),
            "java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name")
        };
    }

    /** From the jar's manifest. */
    static String number() {
        var number = Version.class.getPackage().getImplementationVersion();
        return number == null ? "(not packaged)" : number;
    }

    /** One line about the kernels. */
    static String kernels() {
        return "kernels " + Kernels.select().description();
    }
}
