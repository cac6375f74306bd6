package dev.ferkel.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A command that was run in this process, with pipes for a terminal. */
record Cli(int code, String out, String err) {
    static Cli run(String... args) {
        return withInput("", args);
    }

    static Cli withInput(String input, String... args) {
        return withEnvironment(System.getenv(), input, args);
    }

    static Cli withEnvironment(Map<String, String> environment, String input, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int code = Main.execute(args, new Streams(in, print(out), print(err), false, false, false), environment);
        return new Cli(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out.lines().toList();
    }

    static String commas(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
