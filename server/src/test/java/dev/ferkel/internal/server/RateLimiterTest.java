package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.internal.api.ApiException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long SECOND = 1_000_000_000;
    private final AtomicLong now = new AtomicLong();

    @Test
    void requestsTrickleIn() {
        var limiter = new RateLimiter(2, 0, now::get);
        limiter.take("a");
        limiter.take("a");
        assertThatThrownBy(() -> limiter.take("a")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.status()).isEqualTo(429);
            assertThat(e.retryAfterSeconds()).isEqualTo(OptionalInt.of(30));
        });
        limiter.take("b");
        now.addAndGet(29 * SECOND);
        assertThatThrownBy(() -> limiter.take("a")).isInstanceOf(ApiException.class);
        now.addAndGet(SECOND);
        assertThatCode(() -> limiter.take("a")).doesNotThrowAnyException();
    }

    @Test
    void tokensAreOverdrawnOnce() {
        var limiter = new RateLimiter(0, 600, now::get);
        limiter.take("a");
        limiter.used("a", 1200);
        assertThatThrownBy(() -> limiter.take("a"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.retryAfterSeconds()).isEqualTo(OptionalInt.of(61)));
        now.addAndGet(61 * SECOND);
        assertThatCode(() -> limiter.take("a")).doesNotThrowAnyException();
    }
}
