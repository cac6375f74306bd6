package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    @TempDir
    Path folder;

    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private ModelRegistry models;

    @BeforeEach
    void start() {
        TinyChat.plain(folder);
        var sources = new LinkedHashMap<String, ModelSource>();
        sources.put("first", () -> load("first"));
        sources.put("second", () -> load("second"));
        sources.put("broken", () -> {
            failures.incrementAndGet();
            throw FerkelException.of("the file is gone");
        });
        models = new ModelRegistry(sources, Duration.ZERO);
    }

    private ServedModel load(String name) {
        loads.incrementAndGet();
        return TestServer.load(name, folder, EngineOptions.DEFAULT);
    }

    private ModelRegistry.Lease lend(String name) {
        return models.lend(name, Duration.ofMinutes(1), () -> {});
    }

    @AfterEach
    void stop() {
        models.close();
    }

    @Test
    void othersAreLoadedWhenAskedForAndUnloadedWhenIdle() {
        models.preload();
        assertThat(models.loaded()).extracting(ServedModel::name).containsExactly("first");
        var one = lend("second");
        var two = lend("second");
        assertThat(one.model()).isSameAs(two.model());
        assertThat(loads).hasValue(2);
        one.close();
        one.close();
        models.unloadIdle();
        assertThat(models.loaded()).hasSize(2);
        two.close();
        models.unloadIdle();
        assertThat(models.loaded()).extracting(ServedModel::name).containsExactly("first");
        lend("second").close();
        assertThat(loads).hasValue(3);
    }

    @Test
    void namesOfDeepSeekAreTheDefaults() {
        assertThat(models.resolve("deepseek-reasoner")).contains("first");
        assertThat(models.thinking("deepseek-reasoner")).contains(true);
        assertThat(models.thinking("deepseek-chat")).contains(false);
        assertThat(models.thinking("deepseek-v4-flash")).isEqualTo(Optional.empty());
        assertThat(models.resolve("")).contains("first");
        assertThat(models.resolve("claude-opus")).contains("first");
        assertThat(models.resolve("second")).contains("second");
        assertThat(models.resolve("gpt")).isEmpty();
        assertThatThrownBy(() -> lend("gpt")).isInstanceOf(ApiException.class);
    }

    @Test
    void aModelThatCantBeLoadedIsTriedAgain() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> lend("broken"))
                    .isInstanceOf(ModelLoadException.class)
                    .hasRootCauseInstanceOf(FerkelException.class);
        }
        assertThat(failures).hasValue(2);
    }

    /** When the server starts, the reason is what its user has to read. */
    @Test
    void theDefaultThatCantBeLoadedSaysWhy() {
        try (var only = new ModelRegistry(
                Map.of("only", () -> {
                    throw FerkelException.of("the file is gone");
                }),
                Duration.ZERO)) {
            assertThatThrownBy(only::preload)
                    .isInstanceOf(FerkelException.class)
                    .hasMessage("the file is gone");
        }
    }

    @Test
    void afterTheEndNothingIsLent() {
        models.close();
        assertThatThrownBy(() -> lend("first"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(503));
    }
}
