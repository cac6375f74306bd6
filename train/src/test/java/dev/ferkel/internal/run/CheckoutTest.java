package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Git's documentation says about HEAD, loose and packed references (gitrepository-layout). */
class CheckoutTest {
    private static final String ONE = "0123456789abcdef0123456789abcdef01234567";
    private static final String TWO = "89abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Path git;
    private Path inside;

    @BeforeEach
    void project() throws IOException {
        Files.writeString(folder.resolve("ferkel"), "");
        inside = Files.createDirectories(folder.resolve("train/target/classes"));
        git = Files.createDirectories(folder.resolve(".git/refs/heads")).resolve("../..");
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    }

    @Test
    void looseThenPacked() throws IOException {
        assertThat(Checkout.commit(inside)).isEmpty();
        Files.writeString(
                git.resolve("packed-refs"),
                "# pack-refs\n%s refs/heads/other\n%s refs/heads/main\n".formatted(ONE, TWO));
        assertThat(Checkout.commit(inside)).hasValue(TWO);
        Files.writeString(git.resolve("refs/heads/main"), ONE + "\n");
        assertThat(Checkout.commit(inside)).hasValue(ONE);
        Files.writeString(git.resolve("HEAD"), TWO + "\n");
        assertThat(Checkout.commit(inside)).hasValue(TWO);
    }

    @Test
    void worktree() throws IOException {
        var tree = Files.createDirectories(folder.resolve("tree/train")).getParent();
        Files.writeString(tree.resolve("ferkel"), "");
        var own = Files.createDirectories(git.resolve("worktrees/tree"));
        Files.writeString(tree.resolve(".git"), "gitdir: " + own.toRealPath() + "\n");
        Files.writeString(own.resolve("HEAD"), "ref: refs/heads/side\n");
        Files.writeString(own.resolve("commondir"), "../..\n");
        Files.writeString(git.resolve("refs/heads/side"), TWO + "\n");
        assertThat(Checkout.commit(tree.resolve("train"))).hasValue(TWO);
    }

    @Test
    void somebodyElses() throws IOException {
        Files.writeString(git.resolve("HEAD"), ONE + "\n");
        Files.delete(folder.resolve("ferkel"));
        assertThat(Checkout.commit(inside)).isEmpty();
    }
}
