package dev.ferkel.internal.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.constraint.schema.JsonMachine;
import dev.ferkel.internal.engine.Answer;
import dev.ferkel.internal.engine.DraftSource;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.engine.Request;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.TinyChat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A model of random weights answers as a schema says, and the same with and without drafts. */
class ConstrainedEngineTest {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {"name": {"type": "string", "maxLength": 6},
                            "kind": {"enum": ["common duck", "common goose", "swan"]},
                            "sizes": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 99},
                                      "maxItems": 3}},
             "required": ["name", "kind", "sizes"],
             "additionalProperties": false}
            """;

    @TempDir
    Path folder;

    private Answer answer(int seed, DraftSource drafts) throws InterruptedException {
        var tokenizer = Tokenizer.load(folder.resolve("tokenizer.json"));
        int end = tokenizer.id("</s>").orElseThrow();
        var compiler = new ConstraintCompiler(tokenizer, Set.of(end));
        var machine = compiler.jsonSchema(JsonMapper.shared().readTree(SCHEMA));
        var options = EngineOptions.builder().context(1024).drafts(drafts).maxDraft(6);
        try (var checkpoint = Checkpoint.open(folder);
                var engine =
                        Engine.start(Model.load(checkpoint, Progress.NONE), Optional.of(tokenizer), options.build())) {
            return engine.submit(Request.builder(new int[] {5, 6, 7, 8})
                            .maxTokens(700)
                            .endIds(Set.of(end))
                            .sampling(new Sampling(1f, 0, 1f, 0f, 1f, 0f, 1f, Map.of(), seed))
                            .constraint(compiler.constraint(machine))
                            .build())
                    .await();
        }
    }

    @Test
    void answersAsTheSchemaSays() throws InterruptedException {
        TinyChat.plain(folder);
        var schema = JsonMapper.shared().readTree(SCHEMA);
        int drafted = 0;
        for (int seed = 1; seed <= 4; seed++) {
            var plain = answer(seed, DraftSource.OFF);
            var lookup = answer(seed, DraftSource.LOOKUP);
            assertThat(lookup.ids()).isEqualTo(plain.ids());
            assertThat(lookup.text()).isEqualTo(plain.text());
            assertThat(plain.reason()).isEqualTo(FinishReason.STOP);
            var machine = JsonMachine.of(schema);
            assertThat(Reading.accepts(machine, plain.text().getBytes(StandardCharsets.UTF_8)))
                    .isTrue();
            assertThat(JsonMapper.shared().readTree(plain.text()).propertyNames())
                    .containsExactlyInAnyOrder("name", "kind", "sizes");
            drafted += lookup.usage().acceptedTokens();
        }
        assertThat(drafted).isPositive();
    }
}
