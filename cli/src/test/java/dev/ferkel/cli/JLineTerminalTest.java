package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.engine.EngineOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chat at a terminal that a test types on. */
@Timeout(60)
class JLineTerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private Terminal terminal;

    @BeforeEach
    void open() throws IOException {
        // a line discipline of its own, which makes a signal of Ctrl-C as a real terminal does
        terminal = new ExternalTerminal(
                "test", "xterm", new PipedInputStream(keyboard, 1 << 16), screen, StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() throws IOException {
        terminal.close();
    }

    private void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void waitFor(String text) throws InterruptedException {
        waitUntil(() -> screen().contains(text));
    }

    /** The prompt for message number {@code n}, from 1, is there: what is typed now is for it. */
    private void waitForPrompt(int n) throws InterruptedException {
        waitUntil(() -> screen().split("> ", -1).length > n);
    }

    /** Gives up in the end, and then shows the screen. */
    private void waitUntil(BooleanSupplier seen) throws InterruptedException {
        for (int i = 0; i < 5000 && !seen.getAsBoolean(); i++) {
            Thread.sleep(5);
        }
        var screen = screen();
        assertThat(seen.getAsBoolean())
                .as(screen.substring(Math.max(0, screen.length() - 500)))
                .isTrue();
    }

    private JLineTerminal chatTerminal() {
        return new JLineTerminal(terminal, new Style(true, true), Optional.of(folder.resolve("history")));
    }

    @Test
    void messages() throws IOException {
        type("one\r" + "a \\\rb\r" + "\"\"\"x\ry\"\"\"\r" + "it's\u001b\rtwo lines\r" + CTRL_D);
        var chat = chatTerminal();
        assertThat(chat.read()).isEqualTo("one");
        assertThat(chat.read()).isEqualTo("a \nb");
        assertThat(chat.read()).isEqualTo("x\ny");
        assertThat(chat.read()).isEqualTo("it's\ntwo lines");
        assertThat(chat.read()).isNull();
        assertThat(Files.readString(folder.resolve("history"))).contains("one", "it's");
    }

    @Test
    void pasteIsOneMessage() throws IOException {
        type("\u001b[200~if (a) {\n\tb!\n}\u001b[201~\r");
        assertThat(chatTerminal().read()).isEqualTo("if (a) {\n\tb!\n}");
    }

    @Test
    void interruptedLine() throws Exception {
        var line = new CompletableFuture<String>();
        var chat = chatTerminal();
        Thread.ofPlatform().start(() -> line.complete(chat.read()));
        waitForPrompt(1);
        type("half a" + CTRL_C);
        waitForPrompt(2);
        type(CTRL_C);
        waitForPrompt(3);
        type("whole\r");
        assertThat(line.get()).isEqualTo("whole");
        assertThat(screen()).contains("Ctrl-D or /quit ends the chat");
    }

    @Test
    void historyComesBack() throws IOException {
        Files.writeString(folder.resolve("history"), "1:from before\n");
        type("\u001bOA\r");
        assertThat(chatTerminal().read()).isEqualTo("from before");
    }

    @Test
    void commandsComplete() throws IOException {
        type("/temp\t0.5\r");
        assertThat(chatTerminal().read()).isEqualTo("/temperature 0.5");
    }

    /** Ctrl-C in the middle of an answer stops it; the chat goes on. */
    @Test
    void interruptedAnswer() throws Exception {
        TinyModel.write(folder);
        var config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("1024", "1000000"));
        var streams = new Streams(
                InputStream.nullInputStream(),
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                true,
                true,
                true);
        try (var answering = Answering.open(folder, new ComputeFlags(), EngineOptions.builder(), true, streams);
                var chatTerminal = chatTerminal()) {
            var chat = new Chat(answering, chatTerminal, new AnswerFlags());
            var talk = Thread.ofPlatform().start(chat::run);
            waitForPrompt(1);
            type("Hi\r");
            waitFor("Hi");
            int before = screen.size();
            waitUntil(() -> screen.size() > before + 100);
            type(CTRL_C);
            waitFor("stopped");
            waitForPrompt(2);
            type("/stats\r");
            waitFor("context  ");
            waitForPrompt(3);
            type("/quit\r");
            talk.join();
            assertThat(chat.conversation().size()).isEqualTo(2);
            assertThat(chat.last().ids().size()).isLessThan(900_000);
        }
    }
}
