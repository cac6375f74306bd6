package dev.ferkel.internal.chat;

import dev.ferkel.error.FerkelException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The part of Jinja that chat templates use, with Python's semantics, as Hugging Face renders them. Templates come with
 * model files and are not trusted: the work and the output of a rendering are bounded, and nothing of the JVM can be
 * reached.
 */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
public final class JinjaTemplate {
    private static final int MAX_RANGE = 100_000;
    private static final int LONGEST_SOURCE = 1 << 20;

    private final String name;
    private final Statement body;

    private JinjaTemplate(String name, Statement body) {
        this.name = name;
        this.body = body;
    }

    /**
     * Compiles a template.
     *
     * @param name for errors: {@code name:line: what is wrong}
     */
    public static JinjaTemplate compile(String name, String source) {
        if (source.length() > LONGEST_SOURCE) {
            throw FerkelException.of(
                    "%s: the template has %d characters, more than %d", name, source.length(), LONGEST_SOURCE);
        }
        try {
            var lexer = new Lexer(name, source);
            return new JinjaTemplate(name, new TemplateParser(name, lexer.tokens()).template());
        } catch (StackOverflowError e) {
            throw new FerkelException(name + ": the template is nested too deeply", e);
        }
    }

    /**
     * Renders with variables: null (None), Boolean, Integer, Long, BigInteger, Float, Double, String, List, Map.
     *
     * @throws FerkelException with the template's own words where it raises an exception, or what failed
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        var scope = new Scope(new Budget());
        globals(scope);
        var out = new StringBuilder();
        try {
            variables.forEach((key, value) -> scope.set(key, Python.of(value)));
            body.run(scope, out);
            return out.toString();
        } catch (TemplateFailure e) {
            throw new FerkelException((e.raised() ? "" : name + ": ") + e.getMessage(), e);
        } catch (Statement.Jump e) {
            throw new FerkelException(name + ": 'break' or 'continue' outside a loop", e);
        } catch (StackOverflowError e) {
            throw new FerkelException(name + ": the template's calls are nested too deeply", e);
        }
    }

    private static void globals(Scope scope) {
        var budget = scope.budget;
        Callable range = (a, n) -> range(a, budget);
        Callable namespace = (a, n) -> new Namespace(new LinkedHashMap<>(n));
        Callable dict = (a, n) -> new LinkedHashMap<@Nullable Object, @Nullable Object>(n);
        Callable raise = (a, n) -> {
            throw new TemplateFailure(a.isEmpty() ? "" : Printing.str(a.getFirst(), budget), true);
        };
        Callable now = (a, n) -> strftime(a.isEmpty() ? "%c" : Printing.str(a.getFirst(), budget), budget);
        scope.set("range", range);
        scope.set("namespace", namespace);
        scope.set("dict", dict);
        scope.set("raise_exception", raise);
        scope.set("strftime_now", now);
    }

    private static Object range(List<@Nullable Object> a, Budget budget) {
        if (a.isEmpty() || a.size() > 3) {
            throw new TemplateFailure("range expected 1 to 3 arguments, got " + a.size());
        }
        long from = a.size() == 1 ? 0 : Python.index(a.getFirst());
        long to = Python.index(a.get(a.size() == 1 ? 0 : 1));
        long step = a.size() < 3 ? 1 : Python.index(a.get(2));
        if (step == 0) {
            throw new TemplateFailure("range() arg 3 must not be zero");
        }
        if ((to - from) / step > MAX_RANGE) {
            throw new TemplateFailure("Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
        }
        budget.items(4 * Math.max(0, (to - from) / step));
        var items = new ArrayList<@Nullable Object>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            items.add(Python.integer(i));
        }
        return items;
    }

    private static String strftime(String format, Budget budget) {
        budget.steps(16L * format.length());
        var now = LocalDateTime.now(java.time.ZoneId.systemDefault());
        var text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char code = format.charAt(++i);
            var pattern = switch (code) {
                case 'Y' -> "yyyy";
                case 'm' -> "MM";
                case 'd' -> "dd";
                case 'B' -> "MMMM";
                case 'b' -> "MMM";
                case 'A' -> "EEEE";
                case 'a' -> "EEE";
                case 'H' -> "HH";
                case 'I' -> "hh";
                case 'M' -> "mm";
                case 'S' -> "ss";
                case 'p' -> "a";
                case 'y' -> "yy";
                case 'j' -> "DDD";
                default -> "";
            };
            text.append(
                    pattern.isEmpty()
                            ? code == '%' ? "%" : "%" + code
                            : now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
        }
        return text.toString();
    }
}
