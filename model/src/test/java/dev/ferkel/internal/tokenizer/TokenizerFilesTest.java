package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One small tokenizer.json for each thing such a file can say, with the ids and texts of the tokenizers library. */
class TokenizerFilesTest {
    private static final JsonNode GOLDEN = Golden.read("tokenizers.json.gz");

    @TempDir
    private Path folder;

    private Path write(JsonNode tokenizer) throws IOException {
        var whole = (ObjectNode) tokenizer.deepCopy();
        var model = (ObjectNode) whole.path("model");
        for (var key : new String[] {"vocab", "merges"}) {
            if (!model.has(key)) {
                model.set(key, GOLDEN.path("model").path(key));
            }
        }
        return Files.writeString(folder.resolve("tokenizer.json"), whole.toString());
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return GOLDEN.path("cases")
                .valueStream()
                .map(c -> DynamicTest.dynamicTest(c.path("name").asString(), () -> check(c)));
    }

    private void check(JsonNode c) throws IOException {
        var tokenizer = Tokenizer.load(write(c.path("tokenizer")));
        var texts = new ArrayList<String>();
        for (int i : Golden.ints(c.path("texts"))) {
            texts.add(GOLDEN.path("texts").get(i).asString());
        }
        texts.addAll(Golden.texts(c.path("own")));
        var softly = new SoftAssertions();
        for (int i = 0; i < texts.size(); i++) {
            var ids = c.path("ids").get(i);
            var special = c.path("ids_special").get(i);
            softly.assertThat(tokenizer.encode(texts.get(i), false))
                    .as("ids of '%s'", texts.get(i))
                    .isEqualTo(Golden.ints(ids));
            softly.assertThat(tokenizer.encode(texts.get(i), true))
                    .as("ids of '%s' with special tokens", texts.get(i))
                    .isEqualTo(Golden.ints(special.isNull() ? ids : special));
        }
        for (int i = 0; i < c.path("sequences").size(); i++) {
            var ids = Golden.ints(c.path("sequences").get(i));
            for (boolean skip : new boolean[] {false, true}) {
                var expected = c.path(skip ? "decoded_skip" : "decoded").get(i).asString();
                softly.assertThat(tokenizer.decode(ids, skip))
                        .as("text of %s", ids)
                        .isEqualTo(expected);
                softly.assertThat(streamed(tokenizer, ids, skip))
                        .as("stream of %s", ids)
                        .isEqualTo(expected);
            }
        }
        softly.assertAll();
    }

    private static String streamed(Tokenizer tokenizer, int[] ids, boolean skip) {
        var decoder = tokenizer.decoder(skip);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.end()).toString();
    }

    @TestFactory
    Stream<DynamicTest> normalForms() {
        return GOLDEN.path("normalizers")
                .valueStream()
                .map(n -> DynamicTest.dynamicTest(n.path("normalizer").toString(), () -> {
                    var normalizer = new NormalizerJson("file").read(n.path("normalizer"));
                    for (int i = 0; i < GOLDEN.path("texts").size(); i++) {
                        var text = GOLDEN.path("texts").get(i).asString();
                        assertThat(normalizer.apply(text, 10_000))
                                .as(text)
                                .isEqualTo(n.path("texts").get(i).asString());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        return GOLDEN.path("refused")
                .valueStream()
                .map(c -> DynamicTest.dynamicTest(c.path("name").asString(), () -> {
                    var file = write(c.path("tokenizer"));
                    assertThatThrownBy(() -> Tokenizer.load(file))
                            .isInstanceOf(FerkelException.class)
                            .message()
                            .contains(file.toString())
                            .contains(Golden.texts(c.path("says")))
                            .doesNotContain("\n");
                }));
    }
}
