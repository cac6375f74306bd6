package dev.ferkel.internal.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.constraint.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KnownMachinesTest {
    private final KnownMachines<Integer> machines = new KnownMachines<>();
    private final Set<Machine> held = new HashSet<>();
    private final Supplier<Machine> maker = () -> {
        var machine = new Identity();
        held.add(machine);
        return machine;
    };

    /** A class, as equal lambdas may be one object. */
    private static final class Identity implements Machine {
        @Override
        public State start(State follow) {
            return follow;
        }
    }

    @Test
    void theSameIsMadeOnce() {
        assertThat(machines.of(1, maker)).isSameAs(machines.of(1, maker)).isNotSameAs(machines.of(2, maker));
        assertThat(held).hasSize(2);
    }

    @Test
    void oneThatFailedIsMadeAnew() {
        var first = machines.of(1, maker);
        machines.forget(1);
        assertThat(machines.of(1, maker)).isNotSameAs(first);
    }

    @Test
    void oneThatServedLongIsMadeAnew() {
        var served = new ArrayList<Machine>();
        for (int i = 0; i <= KnownMachines.USES; i++) {
            served.add(machines.of(1, maker));
        }
        assertThat(new HashSet<>(served.subList(0, KnownMachines.USES))).hasSize(1);
        assertThat(served.getLast()).isNotSameAs(served.getFirst());
    }

    @Test
    void theLeastUsedGoes() {
        var first = machines.of(0, maker);
        for (int i = 1; i < KnownMachines.MOST; i++) {
            machines.of(i, maker);
        }
        assertThat(machines.of(0, maker)).isSameAs(first);
        machines.of(KnownMachines.MOST, maker);
        int made = held.size();
        assertThat(machines.of(0, maker)).isSameAs(first);
        machines.of(1, maker);
        assertThat(held).hasSize(made + 1);
    }
}
