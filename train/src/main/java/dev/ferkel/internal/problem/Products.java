package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;

/** Products, division with a remainder, and shops and fields that need them. */
final class Products {
    private Products() {}

    static Draft product(Draw draw) {
        int a = draw.operand(2, draw.byLevel(12, 99, 99, 999, 9999, 99999));
        int b = draw.operand(2, draw.byLevel(12, 12, 99, 99, 99, 99));
        Map<String, String> slots = Map.of("a", "" + a, "b", "" + b, "expression", a + " * " + b);
        return product(draw, "product", Lists.sorted(List.of(a, b)), slots, a, b, "");
    }

    /** The price of n things at p each. */
    static Draft price(Draw draw) {
        int n = draw.operand(2, draw.byLevel(9, 9, 20, 99, 99, 999));
        int price = draw.operand(2, draw.byLevel(15, 30, 99, 99, 999, 999));
        Map<String, String> slots =
                Map.of("n", "" + n, "price", "" + price, "name", draw.name(), "item", draw.pick(Words.ITEMS));
        return product(draw, "price", n + " " + price, slots, n, price, "");
    }

    static Draft area(Draw draw) {
        int a = draw.operand(2, draw.byLevel(15, 20, 99, 99, 999, 999));
        int b = draw.operand(2, draw.byLevel(9, 9, 20, 99, 99, 999));
        Map<String, String> slots = Map.of("a", "" + a, "b", "" + b);
        return product(draw, "area", Lists.sorted(List.of(a, b)), slots, a, b, " square meters");
    }

    /** A product is guessed from its last digit; dividing the guess shows whether it holds. */
    private static Draft product(
            Draw draw, String form, String instance, Map<String, String> slots, int a, int b, String unit) {
        var steps = new Work();
        long product = steps.multiply(a, b);
        int divisor = Math.min(a, b);
        long guess = draw.slip(product);
        var search = new Work().tried(guess);
        search.divide(guess, divisor);
        search.failed(divisor + "*" + Math.max(a, b)).multiply(a, b);
        return Draft.of(form, instance, slots, product + unit, steps, search);
    }

    static Draft division(Draw draw) {
        int divisor = draw.operand(2, draw.byLevel(9, 9, 9, 20, 50, 99));
        int quotient = draw.operand(2, draw.byLevel(9, 50, 999, 200, 500, 999));
        int rest = draw.between(0, divisor - 1);
        int dividend = divisor * quotient + rest;
        var steps = new Work();
        steps.divide(dividend, divisor);
        long guess = draw.slip(quotient);
        var search = new Work().tried(guess);
        long back = search.multiply(guess, divisor);
        search.then(back > dividend ? ", too big. Go back." : ", " + (dividend - back) + " left, too much. Go back.");
        search.divide(dividend, divisor);
        return Draft.of(
                "division",
                dividend + " " + divisor,
                Map.of("a", "" + dividend, "b", "" + divisor, "name", draw.name(), "item", draw.pick(Words.ITEMS)),
                quotient + " remainder " + rest,
                steps,
                search);
    }

    /** What is left of a note after n things at p each. */
    static Draft change(Draw draw) {
        int n = draw.operand(2, draw.byLevel(5, 9, 9, 20, 50, 99));
        int price = draw.operand(2, draw.byLevel(9, 9, 99, 99, 199, 199));
        int unit = draw.byLevel(10, 10, 100, 100, 1000, 1000);
        int paid = (n * price / unit + draw.between(1, 3)) * unit;
        var steps = new Work();
        long change = steps.subtract(paid, steps.multiply(n, price));
        long guess = draw.slip(change);
        var search = new Work();
        long spent = search.multiply(n, price);
        search.tried(guess).add(guess, spent);
        search.failed(paid).subtract(paid, spent);
        return Draft.of(
                "change",
                n + " " + price + " " + paid,
                Map.of(
                        "n",
                        "" + n,
                        "price",
                        "" + price,
                        "paid",
                        "" + paid,
                        "name",
                        draw.name(),
                        "item",
                        draw.pick(Words.ITEMS)),
                "" + change,
                steps,
                search);
    }

    static Draft perimeter(Draw draw) {
        int high = draw.byLevel(20, 50, 500, 999, 9999, 99999);
        int a = draw.operand(2, high);
        int b = draw.operand(2, high);
        var steps = new Work();
        long perimeter = steps.multiply(steps.add(a, b), 2);
        var search = new Work();
        search.add(a, b);
        search.then(", that is two sides, not all. Go back.");
        search.multiply(a + b, 2);
        search.divide(perimeter, 2);
        search.good();
        return Draft.of(
                "perimeter",
                Lists.sorted(List.of(a, b)),
                Map.of("a", "" + a, "b", "" + b),
                perimeter + " meters",
                steps,
                search);
    }
}
