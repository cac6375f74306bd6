package dev.ferkel.internal.problem;

import java.time.LocalDate;
import java.time.YearMonth;

/** Counting days by months. */
final class Months {
    private Months() {}

    /** {@code 2024-02 has 29}. */
    static String length(YearMonth month) {
        return month + " has " + month.lengthOfMonth();
    }

    /** The days from one date to a later one, or the same. */
    static long between(Work work, LocalDate from, LocalDate to) {
        YearMonth month = YearMonth.from(from);
        YearMonth last = YearMonth.from(to);
        if (month.equals(last)) {
            return work.subtract(to.getDayOfMonth(), from.getDayOfMonth());
        }
        work.line(length(month));
        long days = work.subtract(month.lengthOfMonth(), from.getDayOfMonth());
        for (month = month.plusMonths(1); month.isBefore(last); month = month.plusMonths(1)) {
            work.line(length(month));
            days = work.add(days, month.lengthOfMonth());
        }
        return work.add(days, to.getDayOfMonth());
    }
}
