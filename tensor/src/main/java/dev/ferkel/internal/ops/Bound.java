package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Peaks;
import java.util.Optional;

/**
 * How near an operation is to what the machine allows, the roofline (Williams, Waterman and Patterson 2009).
 *
 * @param share of its time that nothing but reading, or nothing but multiplying, takes, whichever is longer; above 1 where
 *     what is read is still in a cache
 * @param memory whether reading takes longer
 */
public record Bound(double share, boolean memory) {
    /** Empty where nothing is known of what the operation reads and multiplies. */
    public static Optional<Bound> of(OperationTimes.Line line, Peaks peaks) {
        var work = line.work();
        double reading = work.bytes() / peaks.gigabytesPerSecond();
        double multiplying =
                work.byteOperations() / peaks.gigaOperations() + work.floatOperations() / peaks.gigaFlops();
        double longer = Math.max(reading, multiplying);
        return longer == 0 ? Optional.empty() : Optional.of(new Bound(longer / line.nanos(), reading > multiplying));
    }
}
