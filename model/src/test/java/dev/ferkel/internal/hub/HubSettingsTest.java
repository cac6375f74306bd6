package dev.ferkel.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment as huggingface_hub's constants.py reads it. */
class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings with(String... pairs) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return HubSettings.of(environment, home.toString());
    }

    @Test
    void usual() {
        var settings = with();
        assertThat(settings.endpoint()).hasToString("https://huggingface.co");
        assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.token()).isEmpty();
        assertThat(settings.offline()).isFalse();
    }

    @Test
    void places() {
        assertThat(with("XDG_CACHE_HOME", "/x").cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(with("XDG_CACHE_HOME", "/x", "HF_HOME", "~/hf").cache()).isEqualTo(home.resolve("hf/hub"));
        assertThat(with("HF_HOME", "/x", "HUGGINGFACE_HUB_CACHE", "/y").cache()).isEqualTo(Path.of("/y"));
        assertThat(with("HUGGINGFACE_HUB_CACHE", "/y", "HF_HUB_CACHE", "/z").cache())
                .isEqualTo(Path.of("/z"));
    }

    @Test
    void tokens() throws IOException {
        Files.writeString(home.resolve("token"), "hf_file\n");
        assertThat(with("HF_HOME", home.toString()).token()).contains("hf_file");
        assertThat(with("HF_HOME", home.toString(), "HF_TOKEN", "hf_given").token())
                .contains("hf_given");
        assertThat(with("HF_TOKEN_PATH", home.resolve("token").toString()).token())
                .contains("hf_file");
        assertThat(with("HF_TOKEN", "hf_given").toString()).doesNotContain("hf_given");
    }

    /** Something that could end a header, and what was pasted wrongly. The message does not give it away. */
    @ParameterizedTest
    @ValueSource(strings = {"hf_secret\r\nX: y", "two words", "hf_sëcret"})
    void noTokens(String token) {
        assertThatThrownBy(() -> with("HF_TOKEN", token))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("secret");
    }

    @Test
    void endpoints() {
        assertThat(with("HF_ENDPOINT", "http://localhost:8000/hub/").endpoint())
                .hasToString("http://localhost:8000/hub");
        for (var bad :
                new String[] {"huggingface.co", "ftp://x", "file:///etc", "https://user:word@x", "https://x?y", "::"}) {
            assertThatThrownBy(() -> with("HF_ENDPOINT", bad))
                    .isInstanceOf(FerkelException.class)
                    .hasMessageContaining("HF_ENDPOINT is '" + bad + "'");
        }
    }

    @Test
    void offline() {
        assertThat(Map.of("1", true, "true", true, "ON", true, "0", false, "no", false))
                .allSatisfy((value, offline) ->
                        assertThat(with("HF_HUB_OFFLINE", value).offline()).isEqualTo(offline));
    }
}
