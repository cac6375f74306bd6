package dev.ferkel.internal.config;

import dev.ferkel.error.FerkelException;

/** The bounds every value of a config is held to, whatever file it came from. */
final class Checks {
    /** Most of what a config may ask for: far above every network published, far below what fills a machine. */
    static final int LAYERS = 1000;

    static final int VOCABULARY = 1 << 22;
    static final int WIDTH = 1 << 20;
    static final int HEADS = 1 << 14;
    static final int HEAD_DIM = 1 << 16;
    static final int EXPERTS = 1 << 14;
    private static final long ALL_EXPERTS = 1 << 18;

    private Checks() {}

    static int range(String file, String key, double value, long low, long high) {
        if (!(value >= low && value <= high) || value != Math.rint(value)) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected a whole number from %d to %d", file, key, number(value), low, high);
        }
        return (int) value;
    }

    static float positive(String file, String key, double value) {
        if (!(value >= 1e-30 && value < 1e12)) {
            throw FerkelException.of("%s: '%s' is %s, expected a positive number", file, key, number(value));
        }
        return (float) value;
    }

    /** A factor that may be zero or negative. */
    static float finite(String file, String key, double value) {
        if (!(Math.abs(value) < 1e6)) {
            throw FerkelException.of("%s: '%s' is %s, expected a number", file, key, number(value));
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
        switch (c.attention()) {
            case Attention.GroupedQuery g -> {
                if (g.heads() % g.keyValueHeads() != 0) {
                    throw FerkelException.of(
                            "%s: %d attention heads can't share %d key-value heads",
                            file, g.heads(), g.keyValueHeads());
                }
                product(file, "attention heads times their size", g.heads(), g.headDim(), WIDTH);
            }
            case Attention.Latent l -> {
                int widest = Math.max(l.ropeHeadDim(), l.valueHeadDim());
                product(file, "attention heads times their size", l.heads(), l.nopeHeadDim() + widest, WIDTH);
            }
        }
        if (c.rope().dim() % 2 != 0) {
            throw FerkelException.of(
                    "%s: rotary dimension is %d, expected an even number",
                    file, c.rope().dim());
        }
        if (!(c.rope().theta() > 1)) {
            throw FerkelException.of(
                    "%s: rope theta is %s, expected more than 1", file, c.rope().theta());
        }
        if (c.rope().scaling() instanceof Rope.Llama3 s && !(s.low() < s.high())) {
            throw FerkelException.of(
                    "%s: 'low_freq_factor' is %s, expected less than 'high_freq_factor', which is %s",
                    file, s.low(), s.high());
        }
        c.experts().ifPresent(e -> experts(file, c.layers(), e));
        return c;
    }

    private static void experts(String file, int layers, Experts e) {
        var rule = e.rule();
        product(file, "layers times experts", layers, e.routed(), ALL_EXPERTS);
        product(file, "shared experts times their size", e.shared(), e.intermediateSize(), WIDTH);
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
    }

    private static void product(String file, String what, long a, long b, long most) {
        if (a * b > most) {
            throw FerkelException.of("%s: %s is %d, expected at most %d", file, what, a * b, most);
        }
    }
}
