package dev.ferkel.tokenizer;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites text before it is cut (tokenizers' {@code normalizer}). */
sealed interface Normalizer {
    String apply(String text);

    record Sequence(List<Normalizer> steps) implements Normalizer {
        @Override
        public String apply(String text) {
            for (var step : steps) {
                text = step.apply(text);
            }
            return text;
        }
    }

    record Unicode(Form form) implements Normalizer {
        @Override
        public String apply(String text) {
            return java.text.Normalizer.normalize(text, form);
        }
    }

    record Lowercase() implements Normalizer {
        @Override
        public String apply(String text) {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    record Prepend(String prefix) implements Normalizer {
        @Override
        public String apply(String text) {
            return text.isEmpty() ? text : prefix + text;
        }
    }

    record Replace(Pattern pattern, String content) implements Normalizer {
        @Override
        public String apply(String text) {
            return pattern.matcher(text).replaceAll(Matcher.quoteReplacement(content));
        }
    }

    record Strip(boolean left, boolean right) implements Normalizer {
        @Override
        public String apply(String text) {
            var stripped = left ? text.stripLeading() : text;
            return right ? stripped.stripTrailing() : stripped;
        }
    }

    record StripAccents() implements Normalizer {
        private static final Pattern MARKS = Pattern.compile("\\p{M}+");

        @Override
        public String apply(String text) {
            return MARKS.matcher(text).replaceAll("");
        }
    }
}
