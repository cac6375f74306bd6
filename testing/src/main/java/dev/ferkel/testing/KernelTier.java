package dev.ferkel.testing;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Says once a JVM which kernels the tests use, and skips them all where {@code -Dferkel.kernels} asks for wider vectors
 * than the machine has. The build runs the goldens again with every tier that its first run didn't choose.
 */
public final class KernelTier implements ExecutionCondition, TestExecutionListener {
    private static boolean said;

    private static String asked() {
        return System.getProperty("ferkel.kernels", "");
    }

    /** Why this JVM's tests are skipped; empty where they run. */
    private static String obstacle() {
        if (asked().startsWith("vector-") && bits(asked()) > FloatVector.SPECIES_PREFERRED.vectorBitSize()) {
            return asked() + " skipped, the machine has none";
        }
        var least = asked().equals("avx2") ? "avx" : asked();
        if (asked().startsWith("avx")
                && !String.valueOf(kernels("preferred", null)).startsWith(least)) {
            return asked() + " skipped, the machine has none";
        }
        if (Boolean.getBoolean("ferkel.kernels.repeat") && asked().equals(kernels("preferred", null))) {
            return asked() + " skipped, they are the default";
        }
        return "";
    }

    private static int bits(String tier) {
        return Integer.parseInt(tier.substring("vector-".length()));
    }

    /** The default tier is for tests that need time and would show no more in another. */
    public static boolean isDefault() {
        return asked().isEmpty();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var obstacle = obstacle();
        return obstacle.isEmpty()
                ? ConditionEvaluationResult.enabled("kernels chosen")
                : ConditionEvaluationResult.disabled(obstacle);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (!said && plan.containsTests()) {
            said = true;
            var obstacle = obstacle();
            System.out.println("kernels: " + (obstacle.isEmpty() ? used() : obstacle));
        }
    }

    /** Calls dev.ferkel.internal.kernel.Kernels by name, since this module comes before those it tests; null where it isn't. */
    private static @Nullable Object kernels(String method, @Nullable Object target) {
        try {
            return Class.forName("dev.ferkel.internal.kernel.Kernels")
                    .getMethod(method)
                    .invoke(target);
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("dev.ferkel.internal.kernel.Kernels is not what it was", e);
        }
    }

    private static String used() {
        var selected = kernels("select", null);
        return selected == null ? "none in this module" : String.valueOf(kernels("description", selected));
    }
}
