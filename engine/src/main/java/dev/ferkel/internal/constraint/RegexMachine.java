package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.text.Regex;
import dev.ferkel.internal.constraint.text.RegexParser;
import dev.ferkel.internal.constraint.text.Regexes;
import dev.ferkel.internal.constraint.text.TextState;
import dev.ferkel.internal.constraint.text.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text of a regular language. */
final class RegexMachine implements Machine {
    private final Texts texts = new Texts(false);
    private final Regex language;

    RegexMachine(String pattern) {
        language = new RegexParser(new Regexes()).whole(pattern);
        if (!language.isLive()) {
            throw FerkelException.of("pattern '%s' matches no text", pattern);
        }
    }

    @Override
    public State start(State follow) {
        return new Part(texts.start(language, List.of()), follow, new HashMap<>());
    }

    private static final class Part extends State {
        private final TextState text;
        private final State follow;
        private final Map<TextState, Part> known;

        Part(TextState text, State follow, Map<TextState, Part> known) {
            this.text = text;
            this.follow = follow;
            this.known = known;
        }

        @Override
        public @Nullable State next(int b) {
            var next = text.next(b);
            if (text.accepts()) {
                return Alternatives.of(next == null ? null : part(next), follow.next(b));
            }
            return next == null ? null : part(next);
        }

        private Part part(TextState next) {
            return known.computeIfAbsent(next, t -> new Part(t, follow, known));
        }

        @Override
        public boolean accepts() {
            return text.accepts() && follow.accepts();
        }
    }
}
