package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/commands.md} is what {@code --help} prints. */
class CommandsDocumentTest {
    private static final Pattern COMMAND = Pattern.compile("(?s)## ferkel ?(\\S*)\\n\\n```text\\n(.*?)```\\n");
    private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z]+) {2,}[A-Z]");

    @Test
    void everyCommandIsThereAsItsHelpSays() throws IOException {
        var written = COMMAND.matcher(Files.readString(Shared.root().resolve("docs/commands.md")))
                .results()
                .collect(Collectors.toMap(r -> r.group(1), r -> r.group(2)));
        var listed = LISTED.matcher(Cli.run("--help").out())
                .results()
                .map(r -> r.group(1))
                .filter(name -> !name.equals("help"))
                .collect(Collectors.toSet());
        listed.add("");
        assertThat(written.keySet()).isEqualTo(listed);
        written.forEach((name, text) -> {
            var help = name.isEmpty() ? Cli.run("--help") : Cli.run(name, "--help");
            assertThat(text).as(name).isEqualTo(help.out());
        });
    }
}
