package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.util.Arrays;

/** Token ids as people write them: numbers with commas or spaces between. */
final class Ids {
    private Ids() {}

    static int[] parse(String text) {
        var parts = Arrays.stream(text.strip().split("[\\s,]+"))
                .filter(p -> !p.isEmpty())
                .toList();
        if (parts.isEmpty()) {
            throw FerkelException.of("no token ids, expected numbers such as 1,2,3");
        }
        return parts.stream().mapToInt(Ids::id).toArray();
    }

    private static int id(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new FerkelException("'" + text + "' is no token id, expected numbers such as 1,2,3", e);
        }
    }
}
