package dev.ferkel.internal.constraint.grammar;

import dev.ferkel.internal.constraint.text.Regex;
import java.util.List;

/** The right side of a rule, or a part of it. Told apart by identity. */
sealed interface Rule {
    /** Text of a language that has no word which begins another one. */
    final class Text implements Rule {
        final Regex language;

        Text(Regex language) {
            this.language = language;
        }
    }

    /** Another rule by its name. */
    final class Reference implements Rule {
        final String name;

        Reference(String name) {
            this.name = name;
        }
    }

    /** One after the other. */
    final class Row implements Rule {
        final Rule first;
        final Rule rest;

        Row(Rule first, Rule rest) {
            this.first = first;
            this.rest = rest;
        }
    }

    /** Any one of them; none is the empty text. */
    final class Choice implements Rule {
        final List<Rule> parts;

        Choice(List<Rule> parts) {
            this.parts = parts;
        }
    }

    /** Nothing. */
    final class Empty implements Rule {}

    /** Several times, {@code most} being -1 without a bound. */
    final class Times implements Rule {
        final Rule of;
        final int least;
        final int most;
        private Rule less;

        Times(Rule of, int least, int most) {
            this.of = of;
            this.least = least;
            this.most = most;
            this.less = this;
        }

        /** When it came once. */
        Rule less() {
            boolean same = least == 0 && most < 0;
            if (less == this && !same) {
                less = most == 1 ? new Empty() : new Times(of, Math.max(0, least - 1), most < 0 ? most : most - 1);
            }
            return less;
        }
    }
}
