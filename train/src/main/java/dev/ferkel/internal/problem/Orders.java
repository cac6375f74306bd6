package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who is the tallest: a chain of comparisons, told in any order and from either side. */
final class Orders {
    private record Relation(String more, String less, String most, String least) {}

    private static final List<Relation> RELATIONS = List.of(
            new Relation("taller", "shorter", "tallest", "shortest"),
            new Relation("older", "younger", "oldest", "youngest"),
            new Relation("faster", "slower", "fastest", "slowest"),
            new Relation("heavier", "lighter", "heaviest", "lightest"),
            new Relation("richer", "poorer", "richest", "poorest"));

    private Orders() {}

    static Draft order(Draw draw) {
        int count = draw.byLevel(3, 4, 4, 5, 6, 7);
        List<String> people = draw.names(count);
        Relation relation = draw.pick(RELATIONS);
        var pairs = new ArrayList<Integer>();
        for (int i = 0; i + 1 < count; i++) {
            pairs.add(draw.chance(draw.level() == 1 ? 25 : 50) ? i : -1 - i);
        }
        boolean most = draw.chance(50);
        List<Integer> told = draw.shuffled(pairs);
        List<String> facts = told.stream().map(p -> fact(people, relation, p)).toList();
        String answer = most ? people.getFirst() : people.getLast();
        var steps = new Work();
        for (int i = 0; i + 1 < count; i++) {
            steps.line(people.get(i) + " > " + people.get(i + 1));
        }
        steps.line("Order: " + Lists.commas(people));
        return Draft.of(
                "order",
                count + " " + relation.more() + " " + Lists.spaces(told) + " " + most,
                Map.of("facts", String.join(" ", facts), "most", most ? relation.most() : relation.least()),
                answer,
                steps,
                search(draw, people, relation, most));
    }

    private static String fact(List<String> people, Relation relation, int pair) {
        int i = pair < 0 ? -1 - pair : pair;
        return pair < 0
                ? people.get(i + 1) + " is " + relation.less() + " than " + people.get(i) + "."
                : people.get(i) + " is " + relation.more() + " than " + people.get(i + 1) + ".";
    }

    /** Takes somebody and climbs. */
    private static Work search(Draw draw, List<String> people, Relation relation, boolean most) {
        var search = new Work();
        List<String> climb = most ? people : people.reversed();
        for (int i = draw.between(1, Math.min(3, people.size() - 1)); i > 0; i--) {
            search.tried(climb.get(i));
            search.then(" " + climb.get(i - 1) + " is " + (most ? relation.more() : relation.less()) + ". Go back.");
        }
        search.tried(climb.getFirst());
        return search.then(" Nobody is " + (most ? relation.more() : relation.less()) + ", good.");
    }
}
