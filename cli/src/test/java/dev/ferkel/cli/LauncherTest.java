package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, whose JDK and Maven are scripts that tell what they were called with. */
class LauncherTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    Path folder;

    private Path project;
    private Path jdk;

    @BeforeEach
    void makeProject() throws IOException {
        assumeThat(Files.isExecutable(BASH)).as("/bin/bash").isTrue();
        folder = folder.toRealPath();
        project = Files.createDirectories(folder.resolve("a project"));
        Files.copy(Shared.root().resolve("ferkel"), project.resolve("ferkel"), StandardCopyOption.COPY_ATTRIBUTES);
        for (var module : List.of("tensor", "model", "engine", "train", "cli")) {
            Files.createDirectories(project.resolve(module + "/src/main/java"));
            Files.writeString(project.resolve(module + "/pom.xml"), "");
            Files.writeString(project.resolve(module + "/src/main/java/A.java"), "");
        }
        Files.writeString(project.resolve("pom.xml"), "");
        jdk = folder.resolve("jdk");
        script(jdk.resolve("bin/javac"), "");
        script(jdk.resolve("bin/java"), """
                for a in "$@"; do echo "<$a>"; done
                echo "Java's own words" >&2
                case $* in *-Dferkel.err=3*) echo oops >&3 ;; *) echo oops >&2 ;; esac
                exit 7""");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
        script(folder.resolve("bin/mvn"), """
                echo "$JAVA_HOME" >>"%s/builds"
                for a in "$@"; do case $a in -Dferkel.dist=*) d=${a#*=} ;; esac; done
                sleep 0.3
                mkdir -p "$d/lib" && echo jar >"$d/lib/b.jar" && echo jar >"$d/lib/a.jar"
                """.formatted(folder));
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(Path script, Map<String, String> environment, String... args) throws IOException {
        var command = new ArrayList<>(List.of(BASH.toString(), script.toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("FERKEL_JAVA_OPTIONS");
        builder.environment().remove("FERKEL_DEBUG");
        builder.environment().put("FERKEL_JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Cli run(Path script, Map<String, String> environment, String... args) throws IOException {
        return finish(start(script, environment, args));
    }

    private static Cli finish(Process process) throws IOException {
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Cli(process.onExit().join().exitValue(), out, err);
    }

    private List<String> builds() throws IOException {
        var file = folder.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void firstRunBuilds() throws IOException {
        var run = run(project.resolve("ferkel"), Map.of(), "run", "a b", "", "*");
        assertThat(run.code()).isEqualTo(7);
        assertThat(run.err()).isEqualTo("ferkel: building, which takes about a minute\noops\n");
        assertThat(run.lines())
                .endsWith("<dev.ferkel.cli.Main>", "<run>", "<a b>", "<>", "<*>")
                .contains("<" + project + "/cli/target/dist/lib/a.jar:" + project + "/cli/target/dist/lib/b.jar>");
        assertThat(builds()).containsExactly(jdk.toString());
        var second = run(project.resolve("ferkel"), Map.of("FERKEL_JAVA_OPTIONS", "-Xmx2g -Dx=y"), "x");
        assertThat(second.err()).isEqualTo("Java's own words\noops\n");
        assertThat(second.lines()).contains("<-Xmx2g>", "<-Dx=y>");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void newerSourcesBuildAgain() throws IOException {
        run(project.resolve("ferkel"), Map.of());
        Files.setLastModifiedTime(
                project.resolve("model/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(2)));
        run(project.resolve("ferkel"), Map.of());
        assertThat(builds()).hasSize(2);
    }

    @Test
    void throughLinks() throws IOException {
        Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(folder.resolve("links/near"), Path.of("../a project/ferkel"));
        Files.createSymbolicLink(folder.resolve("far"), folder.resolve("links/near"));
        assertThat(run(folder.resolve("far"), Map.of()).code()).isEqualTo(7);
        assertThat(project.resolve("cli/target/dist/ready")).exists();
    }

    @Test
    void manyFirstRunsBuildOnce() throws IOException {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(project.resolve("ferkel"), Map.of(), "x"));
        }
        for (var process : processes) {
            assertThat(finish(process).code()).isEqualTo(7);
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void lockOfAKilledBuildIsTakenOver() throws IOException {
        Files.createDirectories(project.resolve("cli/target"));
        Files.createSymbolicLink(project.resolve("cli/target/build.lock"), Path.of("4194305"));
        assertThat(run(project.resolve("ferkel"), Map.of()).code()).isEqualTo(7);
        assertThat(builds()).hasSize(1);
    }

    @Test
    void failedBuild() throws IOException {
        script(folder.resolve("bin/mvn"), "echo wrong; exit 1");
        var run = run(project.resolve("ferkel"), Map.of());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines().toList())
                .containsExactly(
                        "ferkel: building, which takes about a minute",
                        "ferkel: the build failed; " + project + "/cli/target/build.log says why");
        assertThat(project.resolve("cli/target/build.log")).hasContent("wrong");
    }

    @Test
    void noMaven() throws IOException {
        Files.delete(folder.resolve("bin/mvn"));
        for (var tool : List.of("find", "head", "mkdir", "ln", "rm", "readlink", "dirname")) {
            script(folder.resolve("bin/" + tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
        }
        var run = run(
                project.resolve("ferkel"), Map.of("PATH", folder.resolve("bin").toString()));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("ferkel: Maven 3.8.7 or later is needed")
                .hasLineCount(1);
    }

    @Test
    void oldOrMissingJdk() throws IOException {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        for (var home : List.of(jdk.toString(), "/nowhere")) {
            var run = run(project.resolve("ferkel"), Map.of("PATH", "", "FERKEL_JAVA_HOME", home));
            assertThat(run)
                    .isEqualTo(
                            new Cli(2, "", "ferkel: FERKEL_JAVA_HOME is " + home + ", which is no JDK 25 or later\n"));
        }
    }
}
