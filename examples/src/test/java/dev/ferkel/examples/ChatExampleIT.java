package dev.ferkel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.ChatRequest;
import dev.ferkel.Ferkel;
import dev.ferkel.Message;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Shared;
import dev.ferkel.testing.TinyChat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example, built by Maven in {@code target/it} from installed artifacts, in a Java of its own. */
class ChatExampleIT {
    private static final Path PROJECT = Shared.root().resolve("examples/target/it/chat/target");

    private record Run(int code, String out, List<String> errors) {}

    @TempDir
    Path temporary;

    private Run run(List<String> flags, Path model) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), "com.example.Main", model.toString()));
        var out = temporary.resolve("out");
        var errors = temporary.resolve("errors");
        var builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "CLASSPATH"));
        var process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var lines = Files.readAllLines(errors);
        return new Run(
                process.exitValue(),
                Files.readString(out),
                lines.stream().filter(l -> !l.isBlank()).toList());
    }

    private static String classPath() throws IOException {
        try (var jars = Files.list(PROJECT.resolve("dependency"))) {
            var path = new ArrayList<>(jars.map(Path::toString).sorted().toList());
            path.addFirst(PROJECT.resolve("classes").toString());
            return String.join(File.pathSeparator, path);
        }
    }

    /** Without flags other kernels run than in this JVM; the text is the same. */
    @Test
    void runsFromAPlainClassPathWithoutFlags(@TempDir Path folder) throws Exception {
        TinyChat.plain(folder);
        var config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"max_position_embeddings\": \\d+", "\"max_position_embeddings\": 128"));
        var run = run(List.of(), folder);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(run.errors()).as("the JDK's one warning, of native access").hasSizeLessThanOrEqualTo(4);
        assertThat(run.errors()).allMatch(line -> line.startsWith("WARNING: "));
        var request = ChatRequest.builder()
                .message(Message.system("You answer questions about countries, briefly."))
                .message(Message.user("What is the capital of France?"))
                .temperature(0)
                .build();
        try (var model = Ferkel.load(folder)) {
            assertThat(model.contextTokens()).isEqualTo(128);
            assertThat(run.out()).endsWith(model.chat(request).content());
        }
    }

    @Test
    void realModelKnowsTheCapitalOfFrance() throws Exception {
        var model = Golden.path("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var run = run(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"), model);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(run.errors()).containsExactly("WARNING: Using incubator modules: jdk.incubator.vector");
        assertThat(run.out()).contains("Paris");
    }

    @Test
    void readmeShowsTheExample() throws IOException {
        var readme = Files.readString(Shared.root().resolve("README.md"));
        var block = readme.substring(readme.indexOf("```java\n") + "```java\n".length());
        var main = Files.readString(Shared.root().resolve("examples/chat/src/main/java/com/example/Main.java"));
        assertThat(block.substring(0, block.indexOf("```")).strip())
                .isEqualTo(main.substring(main.indexOf("        try ("), main.lastIndexOf("    }\n}"))
                        .stripTrailing()
                        .stripIndent()
                        .replace("args[0]", "\"SmolLM2-135M-Instruct.gguf\""));
    }
}
