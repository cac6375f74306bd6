package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names by the rules of huggingface_hub's {@code validate_repo_id}, which documents the good and bad ones. */
class HubNameTest {
    @Test
    void parts() {
        assertThat(HubName.of("deepseek-ai/DeepSeek-V3")).isEqualTo(new HubName("deepseek-ai/DeepSeek-V3", "main", ""));
        assertThat(HubName.of("Foo-BAR_foo.bar123/x:Q4_K_M"))
                .isEqualTo(new HubName("Foo-BAR_foo.bar123/x", "main", "Q4_K_M"));
        assertThat(HubName.of("a/b@refs/pr/1:sub/c.gguf")).isEqualTo(new HubName("a/b", "refs/pr/1", "sub/c.gguf"));
        assertThat(HubName.of("a/b@v1.0").toString()).isEqualTo("a/b@v1.0");
        assertThat(HubName.of("a/b@main:Q8_0").toString()).isEqualTo("a/b:Q8_0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/",
                "/a",
                "a/b/c",
                "datasets/foo/bar",
                "./repo",
                "a/.repo",
                "a/foo--bar",
                "a/foo..bar",
                "a/foo.git",
                "a/b-",
                "a/b.",
                "../b",
                "a/..",
                "a b/c",
                "a/b@",
                "a/b:",
                "a/b@../x",
                "a/b@x//y",
                "a/b@x/",
                "a/b@x/../y",
                "a/b@/x",
                "a/b@-x",
                "a/b:../c",
                "a/b:/etc/passwd",
                "a/b:c\\d",
                "a/b:c/../d",
                "a/b:c//d",
                "a/b:c\u0000",
                "https://huggingface.co/a/b",
                "a/b\n"
            })
    void noNames(String text) {
        assertThat(HubName.parse(text)).isEmpty();
        assertThatThrownBy(() -> HubName.of(text))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("ORG/NAME");
    }

    /** Whatever is taken stays in the cache. */
    @Test
    void mutations() {
        var cache = Path.of("/cache");
        Fuzzing.mutate(
                "hub names",
                Stream.of("org/name@refs/pr/12:folder/file-Q4_K_M.gguf", "deepseek-ai/DeepSeek-V3", "a/b@main:Q8_0")
                        .map(s -> s.getBytes(StandardCharsets.UTF_8)),
                20_000,
                input -> {
                    var name = HubName.of(new String(input, StandardCharsets.UTF_8));
                    var repository = new Repository(cache, name.id());
                    assertThat(repository.folder().normalize()).isEqualTo(repository.folder());
                    assertThat(repository.folder().getParent()).isEqualTo(cache);
                    var refs = repository.folder().resolve("refs");
                    assertThat(refs.resolve(name.revision()).normalize())
                            .startsWithRaw(refs)
                            .isNotEqualTo(refs);
                    if (!name.file().isEmpty()) {
                        var snapshot = repository.snapshot("0".repeat(40));
                        assertThat(RepositoryPath.resolve(snapshot, name.file()).normalize())
                                .startsWithRaw(snapshot)
                                .isNotEqualTo(snapshot);
                    }
                    assertThat(HubName.of(name.toString())).isEqualTo(name);
                },
                "..",
                "/",
                "@",
                ":",
                "--",
                "\\",
                ".git",
                ".lock");
    }
}
