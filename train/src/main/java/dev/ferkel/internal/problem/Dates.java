package dev.ferkel.internal.problem;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Days of the calendar, written as in ISO 8601; {@link java.time} says what is true. */
final class Dates {
    private Dates() {}

    /** What day it is in n days. */
    static Draft weekdayIn(Draw draw) {
        int days = draw.operand(2, draw.byLevel(20, 60, 200, 999, 3000, 9999));
        DayOfWeek today = DayOfWeek.of(draw.between(1, 7));
        DayOfWeek then = today.plus(days);
        var steps = new Work();
        Weekdays.forward(steps, today, days);
        return Draft.of(
                "weekdayin",
                days + " " + today.getValue(),
                Map.of("day", Weekdays.name(today), "n", "" + days, "name", draw.name()),
                Weekdays.name(then),
                steps,
                Weekdays.search(draw, today, days));
    }

    /** A date and so many days. */
    static Draft add(Draw draw) {
        LocalDate from = date(draw);
        int days = draw.between(2, draw.byLevel(27, 40, 70, 120, 200, 300));
        LocalDate to = from.plusDays(days);
        var steps = new Work();
        walk(steps, from, days);
        var search = new Work();
        int guess = to.getDayOfMonth() > 1 ? -1 : 1;
        search.tried(to.plusDays(guess));
        Months.between(search, from, to.plusDays(guess));
        search.failed(days);
        walk(search, from, days);
        return Draft.of(
                "dateadd", from + " " + days, Map.of("date", "" + from, "n", "" + days), "" + to, steps, search);
    }

    /** How many days from one date to another. */
    static Draft between(Draw draw) {
        LocalDate from = date(draw);
        LocalDate to = from.plusDays(draw.between(2, draw.byLevel(27, 50, 80, 150, 250, 350)));
        long days = ChronoUnit.DAYS.between(from, to);
        var steps = new Work();
        Months.between(steps, from, to);
        long guess = days + (draw.chance(50) || days < 3 ? 1 : -1);
        var search = new Work().tried(guess);
        walk(search, from, guess);
        search.failed(to);
        Months.between(search, from, to);
        return Draft.of(
                "datebetween", from + " " + to, Map.of("from", "" + from, "to", "" + to), "" + days, steps, search);
    }

    /** The weekday of a date, told that of one before. */
    static Draft weekday(Draw draw) {
        LocalDate from = date(draw);
        LocalDate to = from.plusDays(draw.between(2, draw.byLevel(20, 27, 60, 100, 200, 300)));
        int days = (int) ChronoUnit.DAYS.between(from, to);
        var steps = new Work();
        Months.between(steps, from, to);
        Weekdays.forward(steps, from.getDayOfWeek(), days);
        var search = new Work();
        Months.between(search, from, to);
        Weekdays.search(search, draw, from.getDayOfWeek(), days);
        return Draft.of(
                "weekday",
                from + " " + to,
                Map.of("from", "" + from, "day", Weekdays.name(from.getDayOfWeek()), "to", "" + to),
                Weekdays.name(to.getDayOfWeek()),
                steps,
                search);
    }

    private static LocalDate date(Draw draw) {
        int year = draw.operand(2000, 2029);
        int month = draw.between(1, 12);
        return LocalDate.of(
                year, month, draw.between(1, YearMonth.of(year, month).lengthOfMonth()));
    }

    /** Month after month, until the days are used up. */
    private static void walk(Work work, LocalDate from, long days) {
        YearMonth month = YearMonth.from(from);
        long day = work.add(from.getDayOfMonth(), days);
        while (day > month.lengthOfMonth()) {
            work.line(Months.length(month));
            day = work.subtract(day, month.lengthOfMonth());
            month = month.plusMonths(1);
        }
        work.line("Date " + month.atDay((int) day));
    }
}
