package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoansTest {
    @Test
    void whatIsLentIsNobodyElses() {
        var random = new Random(3);
        try (var loans = new Loans()) {
            for (int step = 0; step < 20; step++) {
                var held = new ArrayList<Tensor>();
                for (int i = 0; i < 300; i++) {
                    if (!held.isEmpty() && random.nextInt(3) == 0) {
                        var loan = held.remove(random.nextInt(held.size()));
                        assertThat(loan.toFloatArray()).containsOnly(loan.get(0));
                        loans.giveBack(loan);
                    } else {
                        var loan = loans.borrow(1 + random.nextInt(40), 1 + random.nextInt(40));
                        fill(loan, step * 1000f + i);
                        held.add(loan);
                    }
                }
                assertThat(held).allSatisfy(l -> assertThat(l.toFloatArray()).containsOnly(l.get(0)));
                loans.reset();
            }
        }
    }

    @Test
    void theLastGivenBackIsLentAgain() {
        try (var loans = new Loans()) {
            var first = loans.borrow(10, 16);
            var second = loans.borrow(160);
            loans.giveBack(first);
            loans.giveBack(second);
            assertThat(loans.borrow(8, 20).address()).isEqualTo(second.address());
            // a much smaller one does not take it
            assertThat(loans.borrow(10).address()).isNotEqualTo(first.address());
            long bytes = loans.bytes();
            loans.borrow(159);
            assertThat(loans.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void nothing() {
        try (var loans = new Loans()) {
            var none = loans.borrow(0, 5);
            assertThat(none.elements()).isZero();
            loans.giveBack(none);
            loans.giveBack(none);
        }
    }

    private static void fill(Tensor tensor, float value) {
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, value);
        }
    }
}
