package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;

/** Times of day and amounts of money. */
final class Clocks {
    private static final int HOUR = 60;
    private static final int DAY = 24;

    private Clocks() {}

    /** What time it is some minutes later. */
    static Draft clock(Draw draw) {
        int hour = draw.between(0, draw.level() < 4 ? 18 : 23);
        int minute = draw.level() == 1 ? 5 * draw.between(0, 11) : draw.between(0, 59);
        int minutes = draw.operand(5, draw.byLevel(40, 59, 150, 400, 800, 1400));
        int end = hour * HOUR + minute + minutes;
        var steps = new Work();
        work(steps, hour, minute, minutes);
        String guess = time(end + (draw.chance(50) ? HOUR : (DAY - 1) * HOUR));
        var search = new Work().tried(guess);
        work(search, hour, minute, minutes).failed(guess);
        search.line("Try " + time(end) + ", good.");
        return Draft.of(
                "clock",
                minutes + " " + time(hour * HOUR + minute),
                Map.of("start", time(hour * HOUR + minute), "n", "" + minutes, "name", draw.name()),
                time(end),
                steps,
                search);
    }

    private static Work work(Work work, int hour, int minute, int minutes) {
        long sum = work.add(minute, minutes);
        long hours = hour;
        if (sum >= HOUR) {
            work.divide(sum, HOUR);
            hours = work.add(hour, sum / HOUR);
        }
        if (hours >= DAY) {
            work.subtract(hours, DAY);
        }
        return work.line("Time " + time((int) (hours * HOUR + sum % HOUR)));
    }

    private static String time(int minutes) {
        return String.format("%02d:%02d", minutes / HOUR % DAY, minutes % HOUR);
    }

    /** The sum of two prices in euros and cents. */
    static Draft money(Draw draw) {
        int high = draw.byLevel(99, 499, 999, 4999, 9999, 99_999);
        int a = draw.operand(10, high);
        int b = draw.operand(10, high);
        var steps = new Work();
        long sum = steps.add(a, b);
        steps.line(sum + " cents are " + euros(sum));
        long guess = draw.slip(sum);
        var search = new Work().tried(euros(guess)).line(euros(guess) + " are " + guess + " cents");
        search.subtract(guess, b);
        search.failed(a).add(a, b);
        search.line(sum + " cents are " + euros(sum));
        return Draft.of(
                "money",
                Lists.sorted(List.of(a, b)),
                Map.of("a", euros(a), "b", euros(b), "name", draw.name()),
                euros(sum),
                steps,
                search);
    }

    private static String euros(long cents) {
        return cents / 100 + "." + String.format("%02d", cents % 100) + " euros";
    }
}
