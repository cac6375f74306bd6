package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    private final int before = Workers.threads();

    @AfterEach
    void restore() {
        Workers.threads(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void everyIndexExactlyOnce(int threads) {
        Workers.threads(threads);
        for (int n : new int[] {0, 1, 2, 3, 8, 63, 65, 4099}) {
            for (int grain : new int[] {0, 1, 7, 5000, Integer.MAX_VALUE}) {
                var seen = new AtomicIntegerArray(n);
                Workers.parallel(n, grain, (from, to) -> {
                    assertThat(from).isBetween(0, to - 1);
                    for (int i = from; i < to; i++) {
                        seen.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < n; i++) {
                    assertThat(seen.get(i)).isEqualTo(1);
                }
            }
        }
    }

    /** The caller's piece ends when the other's has begun, which goes on for 50 ms. */
    @Test
    @Timeout(60)
    void waitingIsTimed() {
        Workers.threads(2);
        long before = Workers.waited();
        var caller = Thread.currentThread();
        var begun = new CountDownLatch(2);
        Workers.parallel(2, 1, (from, to) -> {
            begun.countDown();
            try {
                begun.await();
                if (Thread.currentThread() != caller) {
                    Thread.sleep(50);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(Workers.waited() - before).isGreaterThan(25_000_000);
        long after = Workers.waited();
        Workers.threads(1);
        Workers.parallel(2, 1, (from, to) -> {});
        assertThat(Workers.waited()).isEqualTo(after);
    }

    /** Who is always late is not waited for any more, until it is asked again; every index is still done once. */
    @Test
    @Timeout(60)
    void whoIsAlwaysLateRests() {
        Workers.threads(2);
        assertThat(helped(12, true)).isBetween(1, 11);
        LockSupport.parkNanos(4 * Pace.REST);
        assertThat(helped(1, false)).isEqualTo(1);
    }

    /** Of regions with two pieces, where the helper is given time to begin, how many it had a part in. */
    private static int helped(int regions, boolean late) {
        var caller = Thread.currentThread();
        int helped = 0;
        for (int i = 0; i < regions; i++) {
            var begun = new CountDownLatch(1);
            var alone = new AtomicInteger();
            var seen = new AtomicIntegerArray(2);
            Workers.parallel(2, 1, (from, to) -> {
                try {
                    if (Thread.currentThread() != caller) {
                        begun.countDown();
                        Thread.sleep(late ? 20 : 0);
                    } else if (!begun.await(late ? 100 : 10_000, TimeUnit.MILLISECONDS)) {
                        alone.set(1);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int index = from; index < to; index++) {
                    seen.incrementAndGet(index);
                }
            });
            assertThat(seen.get(0) + 10 * seen.get(1)).isEqualTo(11);
            helped += 1 - alone.get();
        }
        return helped;
    }

    /** Each task runs once; what it shares is all done when it ends, whether tasks run side by side or one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void eachTaskOnce(int threads) {
        Workers.threads(threads);
        for (int n : new int[] {0, 1, 2, 7, 8, 40}) {
            for (boolean apart : new boolean[] {false, true}) {
                var sums = new AtomicIntegerArray(n);
                Workers.each(n, apart, i -> {
                    var mine = new AtomicInteger();
                    Workers.parallel(100, 1, (from, to) -> mine.addAndGet(to - from));
                    sums.addAndGet(i, mine.get());
                });
                for (int i = 0; i < n; i++) {
                    assertThat(sums.get(i)).isEqualTo(100);
                }
            }
        }
    }

    @Test
    void tasksThatAreNotApartKeepTheirOrder() {
        Workers.threads(4);
        var order = new ArrayList<Integer>();
        Workers.each(40, false, order::add);
        assertThat(order).hasSize(40).isSorted();
    }

    /** Helpers park when nothing comes; the next region still finds them. */
    @Test
    void regionsAfterRest() throws InterruptedException {
        Workers.threads(3);
        for (int round = 0; round < 5; round++) {
            var sum = new AtomicInteger();
            Workers.parallel(100, 1, (from, to) -> sum.addAndGet(to - from));
            assertThat(sum).hasValue(100);
            Thread.sleep(20);
        }
    }

    @Test
    void manyShortRegions() {
        Workers.threads(4);
        var sum = new AtomicInteger();
        for (int region = 0; region < 1000; region++) {
            Workers.parallel(8, 1, (from, to) -> sum.addAndGet(to - from));
        }
        assertThat(sum).hasValue(8_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void failuresReachTheCaller(int threads) {
        Workers.threads(threads);
        for (int bad : new int[] {0, 500, 999}) {
            assertThatThrownBy(() -> Workers.parallel(1000, 1, (from, to) -> {
                        if (from <= bad && bad < to) {
                            throw new IllegalStateException("piece of " + bad);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("piece of " + bad);
            assertThatThrownBy(() -> Workers.parallel(1000, 1, (from, to) -> {
                        if (from <= bad && bad < to) {
                            throw new StackOverflowError("piece of " + bad);
                        }
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
        everyIndexExactlyOnce(threads);
    }

    @Test
    void aRegionWithinARegion() {
        Workers.threads(4);
        var seen = new AtomicIntegerArray(64 * 64);
        Workers.parallel(64, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int row = i;
                var caller = Thread.currentThread();
                Workers.parallel(64, 1, (innerFrom, innerTo) -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    for (int j = innerFrom; j < innerTo; j++) {
                        seen.incrementAndGet(64 * row + j);
                    }
                });
            }
        });
        for (int i = 0; i < seen.length(); i++) {
            assertThat(seen.get(i)).isEqualTo(1);
        }
    }

    @Test
    void aFailureWithinARegionWithinARegion() {
        Workers.threads(2);
        assertThatThrownBy(() -> Workers.parallel(
                        8,
                        1,
                        (from, to) -> Workers.parallel(2, 1, (f, t) -> {
                            throw new IllegalArgumentException("inner");
                        })))
                .hasMessage("inner");
        regionOfSeveralCallers();
    }

    /** Callers take turns: one region at a time. */
    @Test
    void regionOfSeveralCallers() {
        Workers.threads(3);
        var inside = new AtomicInteger();
        var sum = new AtomicInteger();
        var callers = new ArrayList<Thread>();
        for (int c = 0; c < 4; c++) {
            callers.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) {
                    Workers.parallel(30, 1, (from, to) -> {
                        int others = inside.incrementAndGet();
                        sum.addAndGet(others <= 3 ? to - from : 1_000_000);
                        inside.decrementAndGet();
                    });
                }
            }));
        }
        callers.forEach(WorkersTest::join);
        assertThat(sum).hasValue(4 * 50 * 30);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void atLeastOneThread() {
        Workers.threads(-3);
        assertThat(Workers.threads()).isEqualTo(1);
    }
}
