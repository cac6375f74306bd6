package dev.ferkel.internal.assistant;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import dev.ferkel.internal.constraint.ConstraintCompiler;
import dev.ferkel.internal.constraint.Machine;
import dev.ferkel.internal.constraint.Machines;
import dev.ferkel.internal.engine.Constraint;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolFormat;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an answer's tokens may be where its form is given: formats, calls that must come, calls that must follow a schema. */
final class AnswerConstraints {
    private static final int MOST_CALLS = 8;
    /** Text that can't be taken for a call where calls are bare JSON. */
    private static final String NO_OBJECT = "([^{\\s][\\s\\S]*)?";

    /** All that a machine depends on. */
    private record Wish(OutputFormat format, List<ToolSpec> tools, ToolChoice choice, boolean parallel, Start start) {}

    private final ToolFormat format;
    private final ConstraintCompiler compiler;
    private final KnownMachines<Wish> machines = new KnownMachines<>();

    AnswerConstraints(Tokenizer tokenizer, Set<Integer> endIds, ToolFormat format) {
        this.format = format;
        this.compiler = new ConstraintCompiler(tokenizer, endIds);
    }

    /** Whether an answer is not free: one call alone is such a form, too. */
    static boolean constrains(Ask ask) {
        return !(ask.format() instanceof OutputFormat.Text)
                || (ask.mayCall()
                        && (ask.toolChoice().isForced()
                                || !ask.parallelCalls()
                                || ask.tools().stream().anyMatch(ToolSpec::strict)));
    }

    /**
     * The constraint of an answer.
     *
     * @param start what the prompt leaves the model in: thinking is free
     * @throws FerkelException if what is asked for can't be enforced, and why
     */
    Constraint of(Ask ask, Start start) {
        var wish = new Wish(
                ask.format(),
                ask.mayCall() ? ask.tools() : List.of(),
                ask.toolChoice(),
                ask.parallelCalls(),
                start == Start.UNKNOWN && !ask.thinking().orElse(true) ? Start.ANSWERING : start);
        return compiler.constraint(
                machines.of(wish, () -> thinking(machine(ask), wish.start())), () -> machines.forget(wish));
    }

    private Machine thinking(Machine machine, Start start) {
        return switch (start) {
            case THINKING -> compiler.afterReasoning(machine);
            case UNKNOWN -> compiler.afterOwnReasoning(machine);
            case ANSWERING -> machine;
        };
    }

    private Machine machine(Ask ask) {
        return ask.mayCall() ? withCalls(ask) : formatted(ask.format());
    }

    private Machine formatted(OutputFormat wanted) {
        return switch (wanted) {
            case OutputFormat.Text text -> compiler.regex("[\\s\\S]*");
            case OutputFormat.JsonObject object -> compiler.jsonObject();
            case OutputFormat.JsonSchema schema -> compiler.jsonSchema(schema.schema());
            case OutputFormat.Regex regex -> compiler.regex(regex.pattern());
            case OutputFormat.Grammar grammar -> compiler.gbnf(grammar.gbnf());
        };
    }

    private Machine withCalls(Ask ask) {
        var calls = calls(ask);
        boolean free = ask.format() instanceof OutputFormat.Text;
        if (ask.toolChoice().isForced()) {
            return Machines.sequence(List.of(compiler.literal(opening()), calls));
        }
        if (!free || format == ToolFormat.LLAMA) {
            var text = free ? compiler.regex(NO_OBJECT) : formatted(ask.format());
            return Machines.choice(List.of(text, Machines.sequence(List.of(compiler.literal(opening()), calls))));
        }
        return compiler.textUntil(opening(), calls);
    }

    /** What begins the calls and nothing else. */
    private String opening() {
        return format.opening().isEmpty()
                ? format == ToolFormat.LLAMA
                        ? ""
                        : format.beforeName().substring(0, format.beforeName().indexOf('\n'))
                : format.opening();
    }

    /** The calls behind {@link #opening}. */
    private Machine calls(Ask ask) {
        var choices = new ArrayList<Machine>();
        for (var tool : ask.tools()) {
            if (!(ask.toolChoice() instanceof ToolChoice.Named named)
                    || named.name().equals(tool.name())) {
                choices.add(Machines.sequence(List.of(
                        compiler.literal(tool.name() + format.beforeArguments()),
                        arguments(tool),
                        compiler.literal(format.afterArguments()))));
            }
        }
        var call = Machines.choice(choices);
        boolean several = ask.parallelCalls() && !(ask.toolChoice() instanceof ToolChoice.Named);
        var first = format.opening().isEmpty()
                ? format.beforeName().substring(opening().length())
                : format.beforeName();
        var between = compiler.literal((format == ToolFormat.LLAMA ? "; " : "\n") + format.beforeName());
        return Machines.sequence(List.of(
                compiler.literal(first),
                call,
                Machines.repeat(Machines.sequence(List.of(between, call)), 0, several ? MOST_CALLS - 1 : 0),
                compiler.literal(format.closing())));
    }

    /** A schema that can't be enforced is an error only where that was asked for. */
    private Machine arguments(ToolSpec tool) {
        try {
            return compiler.jsonSchema(tool.parameters());
        } catch (FerkelException e) {
            if (tool.strict()) {
                throw new FerkelException("tool '" + tool.name() + "': " + e.getMessage(), e);
            }
            return compiler.jsonObject();
        }
    }
}
