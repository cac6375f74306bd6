package dev.ferkel.internal.problem;

import java.util.Map;

/** A question with slots in braces. */
record Phrasing(String id, String template) {
    String fill(Map<String, String> slots) {
        var text = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            String value = slots.get(template.substring(open + 1, close));
            if (value == null) {
                throw new IllegalStateException("phrasing " + id + " has a slot that is not filled: " + template);
            }
            text.append(template, at, open).append(value);
            at = close + 1;
        }
        return text.append(template, at, template.length()).toString();
    }
}
