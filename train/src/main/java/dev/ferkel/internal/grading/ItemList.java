package dev.ferkel.internal.grading;

import java.util.ArrayList;
import java.util.List;

/** A list, tuple, set or interval: its brackets (empty when it has none) and at least two items, else no items. */
record ItemList(String brackets, List<String> items) {
    static ItemList parse(String text) {
        String open = text.isEmpty() ? "" : text.substring(0, 1);
        String close = text.isEmpty() ? "" : text.substring(text.length() - 1);
        boolean enclosed = text.length() > 1 && "([{".contains(open) && ")]}".contains(close) && closesAtEnd(text);
        List<String> items = split(enclosed ? text.substring(1, text.length() - 1) : text);
        return new ItemList(enclosed ? open + close : "", items.size() > 1 || enclosed ? items : List.of());
    }

    /** Without round brackets about a single thing: {@code (5)} is 5. */
    static String bare(String text) {
        String bare = text;
        while (bare.length() > 2 && bare.charAt(0) == '(' && bare.endsWith(")") && closesAtEnd(bare)) {
            String inside = bare.substring(1, bare.length() - 1).strip();
            if (split(inside).size() > 1) {
                return bare;
            }
            bare = inside;
        }
        return bare;
    }

    /** Whether the other has as many items in brackets that do not contradict. */
    boolean like(ItemList other) {
        return items.size() == other.items.size()
                && (brackets.isEmpty() || other.brackets.isEmpty() || brackets.equals(other.brackets));
    }

    private static boolean closesAtEnd(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += "([{".indexOf(text.charAt(i)) >= 0 ? 1 : ")]}".indexOf(text.charAt(i)) >= 0 ? -1 : 0;
            if (depth == 0 && i < text.length() - 1) {
                return false;
            }
        }
        return depth == 0;
    }

    private static List<String> split(String text) {
        var items = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            boolean word = depth == 0 && text.startsWith(" and ", i);
            if (depth == 0 && (c == ',' || c == ';') || word) {
                items.add(text.substring(from, i).strip());
                from = word ? i + 5 : i + 1;
                i = from - 1;
            }
        }
        items.add(text.substring(from).strip());
        return items;
    }
}
