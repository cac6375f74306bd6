package dev.ferkel.internal.problem;

import dev.ferkel.error.FerkelException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of problems. */
public enum Kind {
    ARITHMETIC(
            new Form(1, Sums::sum),
            new Form(1, Sums::difference),
            new Form(1, Sums::story),
            new Form(1, Products::product),
            new Form(1, Products::division),
            new Form(1, Products::price),
            new Form(2, Products::change),
            new Form(1, Products::area),
            new Form(1, Products::perimeter),
            new Form(1, Chains::chain),
            new Form(1, Fractions::percent),
            new Form(1, Fractions::part),
            new Form(2, Fractions::fraction),
            new Form(1, Comparisons::numbers),
            new Form(3, Comparisons::fractions)),
    EQUATION(
            new Form(1, Equations::missing),
            new Form(1, Equations::linear),
            new Form(2, Equations::bracket),
            new Form(3, Equations::bothSides),
            new Form(4, EquationSystems::system)),
    COUNTDOWN(new Form(1, Countdown::reach)),
    DATE(
            new Form(1, Dates::weekdayIn),
            new Form(1, Dates::add),
            new Form(1, Dates::between),
            new Form(2, Dates::weekday)),
    UNIT(
            new Form(1, Units::smaller),
            new Form(1, Units::larger),
            new Form(2, Units::mixed),
            new Form(1, Clocks::clock),
            new Form(1, Clocks::money)),
    SEQUENCE(
            new Form(1, Sequences::arithmetic),
            new Form(1, Sequences::geometric),
            new Form(2, Sequences::alternating),
            new Form(3, Sequences::quadratic)),
    SORTING(
            new Form(1, Sorting::ascending),
            new Form(1, Sorting::descending),
            new Form(1, Sorting::alphabetical),
            new Form(2, Sorting::lastDigit),
            new Form(2, Sorting::wordLength)),
    LOGIC(
            new Form(1, Orders::order),
            new Form(1, Truths::truth),
            new Form(1, Sets::members),
            new Form(1, Sets::common),
            new Form(2, Knights::knights));

    @SuppressWarnings("ImmutableEnumChecker") // the functions are references to static methods
    private final List<Form> forms;

    Kind(Form... forms) {
        this.forms = List.of(forms);
    }

    /** {@code arithmetic}, {@code equation}, ... */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind with an id.
     *
     * @throws FerkelException when there is none
     */
    public static Kind of(String id) {
        return Arrays.stream(values())
                .filter(k -> k.id().equals(id))
                .findFirst()
                .orElseThrow(() -> FerkelException.of(
                        "kind of problem '%s' is not known, expected one of %s",
                        id, Arrays.stream(values()).map(Kind::id).collect(Collectors.joining(", "))));
    }

    Draft draft(Draw draw) {
        List<Form> open = forms.stream().filter(f -> f.from() <= draw.level()).toList();
        return draw.pick(open).make().apply(draw);
    }
}
