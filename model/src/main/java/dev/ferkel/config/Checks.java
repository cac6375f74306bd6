package dev.ferkel.config;

import dev.ferkel.tensor.FerkelException;

/** The bounds every value of a config is held to, whatever file it came from. */
final class Checks {
    private Checks() {}

    static int range(String file, String key, double value, long low, long high) {
        if (!(value >= low && value <= high) || value != Math.rint(value)) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected a whole number from %d to %d", file, key, number(value), low, high);
        }
        return (int) value;
    }

    static float positive(String file, String key, double value) {
        if (!(value > 0 && value < 1e12)) {
            throw FerkelException.of("%s: '%s' is %s, expected a positive number", file, key, number(value));
        }
        return (float) value;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** What has to hold between values. */
    static ModelConfig whole(String file, ModelConfig c) {
        if (c.attention() instanceof Attention.GroupedQuery g && g.heads() % g.keyValueHeads() != 0) {
            throw FerkelException.of(
                    "%s: %d attention heads can't share %d key-value heads", file, g.heads(), g.keyValueHeads());
        }
        if (c.rope().dim() % 2 != 0) {
            throw FerkelException.of(
                    "%s: rotary dimension is %d, expected an even number",
                    file, c.rope().dim());
        }
        c.experts().ifPresent(e -> {
            var rule = e.rule();
            if (e.routed() % rule.groups() != 0 || rule.groupsPerToken() > rule.groups()) {
                throw FerkelException.of(
                        "%s: %d experts in %d groups, %d a token, don't divide",
                        file, e.routed(), rule.groups(), rule.groupsPerToken());
            }
            if (rule.perToken() > e.routed() / rule.groups() * rule.groupsPerToken()) {
                throw FerkelException.of(
                        "%s: %d experts a token, but only %d to choose from",
                        file, rule.perToken(), e.routed() / rule.groups() * rule.groupsPerToken());
            }
        });
        return c;
    }
}
