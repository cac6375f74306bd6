package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Knights say what is true, knaves what is false (Smullyan, 1978). Two or three people, one solution. */
final class Knights {
    private Knights() {}

    static Draft knights(Draw draw) {
        int count = draw.byLevel(2, 2, 3, 3, 3, 3);
        List<String> names = draw.names(count);
        while (true) {
            List<Claim> claims = IntStream.range(0, count)
                    .mapToObj(i -> Claim.draw(draw, i, count))
                    .toList();
            List<Integer> worlds = IntStream.range(0, 1 << count)
                    .filter(w -> failing(claims, w) < 0)
                    .boxed()
                    .toList();
            if (worlds.size() == 1) {
                return draft(draw, names, claims, worlds.getFirst());
            }
        }
    }

    /** Who can't have said what they said, with the knights in the bits of the world; -1 when all fits. */
    private static int failing(List<Claim> claims, int world) {
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).holds(world) != Claim.knight(world, i)) {
                return i;
            }
        }
        return -1;
    }

    private static Draft draft(Draw draw, List<String> names, List<Claim> claims, int world) {
        String said = String.join(
                " ",
                IntStream.range(0, names.size())
                        .mapToObj(i -> names.get(i) + " says: " + claims.get(i).text(names) + ".")
                        .toList());
        var steps = new Work();
        for (int i = 0; i < names.size(); i++) {
            steps.line(verdict(names, claims, world, i));
        }
        return Draft.of(
                "knights",
                names.size() + " "
                        + Lists.spaces(claims.stream().map(Claim::key).toList()),
                Map.of("said", said, "list", Lists.and(names)),
                world(names, world),
                steps,
                search(draw, names, claims, world));
    }

    private static Work search(Draw draw, List<String> names, List<Claim> claims, int world) {
        var search = new Work();
        var wrong = new ArrayList<Integer>();
        IntStream.range(0, 1 << names.size()).filter(w -> w != world).forEach(wrong::add);
        for (int guess : draw.shuffled(wrong).subList(0, draw.between(1, 2))) {
            int i = failing(claims, guess);
            search.tried(world(names, guess)).line(verdict(names, claims, guess, i));
            search.then(", but a " + kind(guess, i) + ". Go back.");
        }
        search.tried(world(names, world));
        for (int i = 0; i < names.size(); i++) {
            search.line(verdict(names, claims, world, i));
        }
        return search.good();
    }

    private static String verdict(List<String> names, List<Claim> claims, int world, int i) {
        return names.get(i) + ": " + claims.get(i).text(names) + ": "
                + claims.get(i).holds(world);
    }

    private static String world(List<String> names, int world) {
        return Lists.commas(IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + " " + kind(world, i))
                .toList());
    }

    private static String kind(int world, int i) {
        return Claim.knight(world, i) ? "knight" : "knave";
    }
}
