package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code ferkel} command. Exit codes: 0 done, 1 failed, 2 a mistake of the user or of their files. Mistakes are one
 * line on the error stream; {@code FERKEL_DEBUG=1} adds the stack trace.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISTAKE = 2;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        System.exit(execute(args, Streams.system()));
    }

    /** Runs a command on the given streams, none of which is a terminal. */
    public static int execute(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return execute(args, new Streams(in, out, err, false, false, false));
    }

    static int execute(String[] args, Streams streams) {
        return execute(args, streams, System.getenv());
    }

    static int execute(String[] args, Streams streams, Map<String, String> environment) {
        try {
            if (args.length == 1 && args[0].equals("--version")) {
                return version(streams);
            }
            return commandLine(streams, args, environment).execute(args);
        } catch (Error | FerkelException e) {
            return failed(e, streams);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    /** Spares the commands' set-up: scripts ask for the version often. */
    private static int version(Streams streams) {
        for (var line : new Version().getVersion()) {
            streams.out().println(line);
        }
        return 0;
    }

    private static CommandLine commandLine(Streams streams, String[] args, Map<String, String> environment) {
        var settings = new Settings(args, environment);
        var line = new CommandLine(new Ferkel(streams))
                .addSubcommand(new ChatCommand(streams))
                .addSubcommand(new RunCommand(streams))
                .addSubcommand(new CommandLine(new ServeCommand(streams, settings)).setDefaultValueProvider(settings))
                .addSubcommand(new PullCommand(streams, environment))
                .addSubcommand(new ModelsCommand(streams, environment))
                .addSubcommand(new InspectCommand(streams))
                .addSubcommand(new TokenizeCommand(streams))
                .addSubcommand(new RenderCommand(streams))
                .addSubcommand(new LogitsCommand(streams))
                .addSubcommand(new PerplexityCommand(streams))
                .addSubcommand(new ConvertCommand(streams))
                .addSubcommand(new MergeCommand(streams))
                .addSubcommand(new QuantizeCommand(streams))
                .addSubcommand(new ImatrixCommand(streams))
                .addSubcommand(new PublishCommand(streams))
                .addSubcommand(new TrainCommand(streams, environment))
                .addSubcommand(new EvalCommand(streams))
                .addSubcommand(new PlanCommand(streams))
                .addSubcommand(new ReportCommand(streams))
                .addSubcommand(new BenchCommand(streams))
                .addSubcommand(new WarmUpCommand())
                .addSubcommand(new CommandLine.HelpCommand());
        return line.registerConverter(ModelArgument.class, text -> new ModelArgument(text, environment))
                .setOut(writer(streams.out()))
                .setErr(writer(streams.err()))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(streams.style().colours() ? Ansi.ON : Ansi.OFF))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(Main::exitCode)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, streams))
                .setParameterExceptionHandler((e, wrong) -> mistake(e, streams));
    }

    private static java.io.PrintWriter writer(PrintStream stream) {
        return new java.io.PrintWriter(stream, true, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int mistake(ParameterException e, Streams streams) {
        streams.note("ferkel: " + streams.errStyle().safe(told(e)) + " ("
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        trace(e, streams);
        return MISTAKE;
    }

    private static String told(ParameterException e) {
        if (e.getCause() instanceof FerkelException ours) {
            return String.valueOf(ours.getMessage());
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            var first = unmatched.getUnmatched().getFirst();
            if (e.getCommandLine().getParent() == null && !first.startsWith("-")) {
                return "there is no command '" + first + "'";
            }
            var near = unmatched.getSuggestions();
            if (unmatched.isUnknownOption() && !near.isEmpty()) {
                return "there is no option " + first + "; did you mean " + String.join(" or ", near) + "?";
            }
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong arguments");
    }

    private static int failed(Throwable e, Streams streams) {
        streams.out().flush();
        if (e instanceof FerkelException) {
            streams.note("ferkel: " + streams.errStyle().safe(String.valueOf(e.getMessage())));
            for (var another : e.getSuppressed()) {
                if (another instanceof FerkelException) {
                    streams.note("ferkel: " + streams.errStyle().safe(String.valueOf(another.getMessage())));
                }
            }
        } else {
            streams.note("ferkel: failed: "
                    + String.valueOf(e).lines().findFirst().orElse("") + " (FERKEL_DEBUG=1 shows where)");
        }
        trace(e, streams);
        return exitCode(e);
    }

    private static void trace(Throwable e, Streams streams) {
        if (!System.getenv().getOrDefault("FERKEL_DEBUG", "").isEmpty()) {
            e.printStackTrace(streams.err());
        }
    }

    private static int exitCode(Throwable e) {
        return e instanceof FerkelException || e instanceof ParameterException ? MISTAKE : FAILED;
    }
}
