package dev.ferkel.cli;

import dev.ferkel.error.FerkelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a chat does when a message begins with a slash. */
final class SlashCommands {
    private static final String HELP = """
            /system TEXT         set the system message; without TEXT show it, 'none' removes it
            /temperature X       0 is always the most likely word, 1 is lively; without X show it
            /think fold|show     reasoning as one line that counts, or dimmed as it comes
            /think on|off        let the model reason or not, where its template has a choice
            /think               show the last reasoning
            /save FILE           write the conversation as JSON
            /load FILE           go on with a saved one
            /new                 begin again, with the same system message
            /stats               tokens, speed and memory of the last answer
            /quit                or Ctrl-D

            A line that ends in \\ goes on, and so does all between two \"""; Alt-Enter begins a new line.
            Ctrl-C stops an answer.
            """;

    static final List<String> NAMES =
            List.of("/help", "/system", "/temperature", "/think", "/save", "/load", "/new", "/stats", "/quit");

    private final Chat chat;

    SlashCommands(Chat chat) {
        this.chat = chat;
    }

    /** Runs a command; false if it ends the chat. */
    boolean run(String message) {
        var words = message.strip().split("\\s+", 2);
        var rest = words.length > 1 ? words[1].strip() : "";
        switch (words[0]) {
            case "/help", "/?" -> HELP.lines().forEach(chat::note);
            case "/system" -> system(rest);
            case "/temperature" -> temperature(rest);
            case "/think" -> think(rest);
            case "/save" -> save(rest);
            case "/load" -> load(rest);
            case "/new" -> {
                chat.conversation().clear();
                chat.note("a new conversation");
            }
            case "/stats" -> stats();
            case "/quit", "/exit" -> {
                return false;
            }
            default ->
                throw FerkelException.of(
                        "there is no %s; /help lists what there is, a space in front makes it a message", words[0]);
        }
        return true;
    }

    private void system(String text) {
        if (!text.isEmpty()) {
            chat.conversation().system(text.equals("none") ? "" : text);
        }
        var system = chat.conversation().system();
        chat.note(system.isEmpty() ? "no system message" : "system message: " + system);
    }

    private void temperature(String text) {
        if (!text.isEmpty()) {
            try {
                chat.temperature(Float.parseFloat(text));
            } catch (NumberFormatException e) {
                throw new FerkelException("temperature is '" + text + "', expected a number such as 0.6", e);
            }
        }
        chat.note("temperature " + chat.temperature());
    }

    private void think(String text) {
        switch (text) {
            case "" -> {
                var reasoning = chat.conversation().lastReasoning();
                chat.note(reasoning.isEmpty() ? "no reasoning yet" : reasoning);
            }
            case "fold", "show" -> {
                chat.folds(text.equals("fold"));
                chat.note(text.equals("fold") ? "reasoning is folded to one line" : "reasoning is shown as it comes");
            }
            case "on", "off" -> {
                chat.thinks(text.equals("on"));
                chat.note("the template is told that thinking is " + text);
            }
            default -> throw FerkelException.of("/think is '%s', expected fold, show, on, off or nothing", text);
        }
    }

    private void save(String name) {
        var file = file("/save", name);
        chat.conversation().save(file, chat.answering().model().name());
        chat.note(count() + " saved to " + file);
    }

    private void load(String name) {
        var file = file("/load", name);
        chat.conversation().load(file);
        chat.note(count() + " loaded from " + file);
    }

    private String count() {
        int size = chat.conversation().size();
        return size + (size == 1 ? " message" : " messages");
    }

    private static Path file(String command, String name) {
        if (name.isEmpty()) {
            throw FerkelException.of("%s needs the name of a file", command);
        }
        return name.startsWith("~/") ? Path.of(StateFolder.home(), name.substring(2)) : Path.of(name);
    }

    private void stats() {
        var last = chat.last();
        if (last == null) {
            chat.note("no answer yet");
            return;
        }
        var usage = last.usage();
        var answering = chat.answering();
        chat.note(String.format(
                Locale.ROOT,
                "prompt   %d tokens, %d of them from the cache, %.1f tokens/s",
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.promptTokensPerSecond()));
        chat.note(String.format(
                Locale.ROOT,
                "answer   %d tokens, %d of them reasoning, %.1f tokens/s",
                usage.completionTokens(),
                last.reasoningTokens(),
                usage.generatedTokensPerSecond()));
        int used = usage.promptTokens() + usage.completionTokens();
        chat.note("context  %d of %d tokens, which take %s of cache"
                .formatted(used, answering.engine().context(), Quantity.bytes(answering.cacheBytes(used))));
    }
}
