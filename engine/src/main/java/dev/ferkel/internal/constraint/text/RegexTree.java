package dev.ferkel.internal.constraint.text;

import java.util.List;

/** A pattern as it was written. */
sealed interface RegexTree {
    /** Whether it looks at what is around it. */
    boolean asserts();

    record One(CharSet set) implements RegexTree {
        @Override
        public boolean asserts() {
            return false;
        }
    }

    record Row(List<RegexTree> parts) implements RegexTree {
        @Override
        public boolean asserts() {
            return parts.stream().anyMatch(RegexTree::asserts);
        }
    }

    record Choice(List<RegexTree> parts) implements RegexTree {
        @Override
        public boolean asserts() {
            return parts.stream().anyMatch(RegexTree::asserts);
        }
    }

    record Times(RegexTree of, int least, int most) implements RegexTree {
        @Override
        public boolean asserts() {
            return of.asserts();
        }
    }

    enum Edge implements RegexTree {
        START,
        END;

        @Override
        public boolean asserts() {
            return true;
        }
    }

    record Ahead(RegexTree of, boolean negative) implements RegexTree {
        @Override
        public boolean asserts() {
            return true;
        }
    }
}
