package dev.ferkel.internal.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions' templates, from {@code phrasings.txt}: {@code [form]}, then a line each; a star keeps one from TRAIN. */
final class Phrasings {
    private static final Map<String, Phrasings> FORMS = read();

    final List<Phrasing> known = new ArrayList<>();
    final List<Phrasing> held = new ArrayList<>();

    private Phrasings() {}

    static Phrasing pick(String form, Draw draw, Split split) {
        Phrasings phrasings = of(form);
        return draw.pick(split == Split.NEW_PHRASING ? phrasings.held : phrasings.known);
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
        if (line.startsWith("*")) {
            held.add(new Phrasing(
                    form + "/" + (held.size() + 1) + "n", line.substring(1).strip()));
        } else {
            known.add(new Phrasing(form + "/" + (known.size() + 1), line));
        }
    }

    private static Map<String, Phrasings> read() {
        var forms = new HashMap<String, Phrasings>();
        String form = "";
        for (String line : text().lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                form = line.substring(1, line.length() - 1);
            } else if (!line.isEmpty()) {
                forms.computeIfAbsent(form, f -> new Phrasings()).add(form, line);
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
