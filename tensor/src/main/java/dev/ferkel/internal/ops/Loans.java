package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Memory that is handed back while a step still runs, and lent again: what was used last is still in the caches. */
final class Loans implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    /** What is not lent, by numbers that fit; the last given back first. */
    private final TreeMap<Long, Deque<Tensor>> free = new TreeMap<>();
    /** By address, what a loan was cut from. */
    private final Map<Long, Tensor> lent = new HashMap<>();

    /** F32 memory that holds whatever was left there. */
    Tensor borrow(long... shape) {
        long numbers = Math.max(1, Tensor.byteSize(DType.F32, shape) / 4);
        var fitting = free.ceilingEntry(numbers);
        Tensor whole;
        if (fitting != null && fitting.getKey() <= numbers + numbers / 4) {
            whole = fitting.getValue().pop();
            if (fitting.getValue().isEmpty()) {
                free.remove(fitting.getKey());
            }
        } else {
            whole = scratch.allocate(numbers);
        }
        lent.put(whole.address(), whole);
        return Tensor.of(DType.F32, whole.data().asSlice(0, Tensor.byteSize(DType.F32, shape)), shape);
    }

    /** Takes a loan back; whatever else is left alone. */
    void giveBack(Tensor loan) {
        var whole = lent.remove(loan.address());
        if (whole != null) {
            free.computeIfAbsent(whole.elements(), n -> new ArrayDeque<>()).push(whole);
        }
    }

    /** Takes all loans back. */
    void reset() {
        free.clear();
        lent.clear();
        scratch.reset();
    }

    long bytes() {
        return scratch.bytes();
    }

    @Override
    public void close() {
        scratch.close();
    }
}
