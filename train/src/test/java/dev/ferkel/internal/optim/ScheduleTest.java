package dev.ferkel.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    /** DeepSeek-V3's (report, section 4.2) in small: up, on, down by half a cosine to a tenth, on. */
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 1", "2, 1", "9, 1", "10, 1", "15, 0.55", "20, 0.1", "21, 0.1", "99, 0.1"})
    void endsBeforeTheLastStep(int step, double rate) {
        var schedule = new Schedule(1, Schedule.Shape.COSINE, 2, 10, OptionalInt.of(20), 30, 0.1);
        assertThat(schedule.at(step)).isCloseTo(rate, within(1e-12));
        assertThat(schedule.withSteps(60).at(step)).isEqualTo(schedule.at(step));
    }

    /** Where nothing is said, the way down ends with the steps. */
    @Test
    void endsWithTheSteps() {
        var schedule = new Schedule(1, Schedule.Shape.LINEAR, 0, 10, OptionalInt.empty(), 30, 0);
        assertThat(schedule.at(20)).isEqualTo(0.5);
        assertThat(schedule.withSteps(50).at(20)).isEqualTo(0.75);
    }
}
