package dev.ferkel.internal.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The questions' templates, from {@code phrasings.txt}: {@code [form]} or, where several are asked alike, {@code [form form]},
 * then a line each. A star keeps one for NEW_PHRASING, two for OWN_WORDS.
 */
final class Phrasings {
    private static final Map<String, Phrasings> FORMS = read();

    final List<Phrasing> known = new ArrayList<>();
    final List<Phrasing> held = new ArrayList<>();
    final List<Phrasing> own = new ArrayList<>();

    private Phrasings() {}

    static Phrasing pick(String form, Draw draw, Split split) {
        Phrasings phrasings = of(form);
        return draw.pick(
                switch (split) {
                    case NEW_PHRASING -> phrasings.held;
                    case OWN_WORDS -> phrasings.own;
                    default -> phrasings.known;
                });
    }

    static Phrasings of(String form) {
        Phrasings phrasings = FORMS.get(form);
        if (phrasings == null) {
            throw new IllegalStateException("no phrasings for " + form);
        }
        return phrasings;
    }

    static Iterable<String> forms() {
        return FORMS.keySet();
    }

    private void add(String form, String line) {
        String template = line.replaceFirst("^[*]+", "");
        switch (line.length() - template.length()) {
            case 0 -> known.add(new Phrasing(form + "/" + (known.size() + 1), template));
            case 1 -> held.add(new Phrasing(form + "/" + (held.size() + 1) + "n", template.strip()));
            default -> own.add(new Phrasing(form + "/" + (own.size() + 1) + "o", template.strip()));
        }
    }

    private static Map<String, Phrasings> read() {
        var forms = new HashMap<String, Phrasings>();
        List<String> group = List.of();
        for (String line : text().lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                group = List.of(line.substring(1, line.length() - 1).split(" "));
            } else if (!line.isEmpty()) {
                group.forEach(form ->
                        forms.computeIfAbsent(form, f -> new Phrasings()).add(form, line));
            }
        }
        return forms;
    }

    private static String text() {
        try (InputStream in = Phrasings.class.getResourceAsStream("phrasings.txt")) {
            if (in == null) {
                throw new IllegalStateException("phrasings.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
