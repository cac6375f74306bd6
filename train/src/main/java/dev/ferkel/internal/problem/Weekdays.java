package dev.ferkel.internal.problem;

import java.time.DayOfWeek;
import java.util.Locale;

/** Counting weekdays: whole weeks first, then day by day. */
final class Weekdays {
    private Weekdays() {}

    static String name(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1).toLowerCase(Locale.ROOT);
    }

    static void forward(Work work, DayOfWeek from, int days) {
        work.divide(days, 7);
        var line = new StringBuilder(name(from));
        for (int i = 1; i <= days % 7; i++) {
            line.append(", ").append(i).append(' ').append(name(from.plus(i)));
        }
        work.line(line.toString());
    }

    static Work search(Draw draw, DayOfWeek from, int days) {
        var work = new Work();
        search(work, draw, from, days);
        return work;
    }

    /** Tries a day nearby and counts back from it. */
    static void search(Work work, Draw draw, DayOfWeek from, int days) {
        int rest = days % 7;
        int off = draw.chance(50) ? 1 : 6;
        work.divide(days, 7);
        work.tried(name(from.plus(rest + off)));
        back(work, from.plus(rest + off), rest);
        work.failed(name(from));
        work.tried(name(from.plus(rest)));
        back(work, from.plus(rest), rest);
        work.good();
    }

    private static void back(Work work, DayOfWeek day, int days) {
        var line = new StringBuilder("Back: " + name(day));
        for (int i = 1; i <= days; i++) {
            line.append(", ").append(i).append(' ').append(name(day.minus(i)));
        }
        work.line(line.toString());
    }
}
