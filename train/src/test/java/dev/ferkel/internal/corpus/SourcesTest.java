package dev.ferkel.internal.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.run.RecipeSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Documents in their order, from any place on, and one line about what is wrong. */
class SourcesTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        write("texts/b.txt", "zwei\r\n");
        write("texts/a/z.txt", "\ufeffeins\n");
        write("texts/a/note.md", "kein Text");
        write("texts/c.txt", "  \n");
        Files.write(folder.resolve("texts/d.txt"), new byte[] {'d', (byte) 0xff, 'd'});
        write("stories.txt", "one\nmore\n<|endoftext|>\n\n<|endoftext|>\r\ntwo\n<|endoftext|>\nthree");
        write(
                "lines.jsonl",
                "{\"text\":\"eins\",\"id\":1}\n\n{\"text\":\"zwei\\n\"}\r\n{\"body\":\"x\",\"text\":\"drei\"}");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(folder.resolve("lines.jsonl")));
        }
        Files.write(folder.resolve("lines.jsonl.gz"), packed.toByteArray());
        write("tokens.jsonl", "{\"ids\":[3,1,2]}\n{\"ids\":[]}\n{\"ids\":[9]}\n");
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("src.zip")))) {
            entry(zip, "m/B.java", "/*\n * Copyright (c) A\n */\n\n/* This file's LICENSE */\nenum B {}\n");
            entry(zip, "m/A.java", "/** Says what A is. */\nclass A {}\n");
            entry(zip, "m/C.properties", "a=b");
        }
    }

    private void write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Source source(String json) {
        var node = JsonMapper.shared().readTree(json.replace('\'', '"'));
        return node.has("tokens")
                ? new TokenLinesSource(folder.resolve(node.path("tokens").asString()))
                : RecipeSources.read(node, folder);
    }

    private List<String> read(Source source, Cursor from) {
        var texts = new ArrayList<String>();
        try (var documents = source.open(from, notes::add)) {
            while (documents.next()) {
                texts.add(text(documents.document()));
            }
        }
        return texts;
    }

    private static String text(Document document) {
        return switch (document) {
            case Document.Text text -> text.text();
            case Document.Tokens tokens -> Arrays.toString(tokens.ids());
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{'text': 'texts', 'glob': '**.txt'}; eins|zwei",
                "{'text': 'texts/b.txt'}; zwei",
                "{'text': 'texts'}; kein Text|eins|zwei",
                "{'text': 'texts/d.txt', 'malformed': 'replace'}; d\ufffdd",
                "{'text': 'stories.txt', 'separator': '<|endoftext|>'}; one more|two|three",
                "{'jsonl': 'lines.jsonl'}; eins|zwei|drei",
                "{'jsonl': 'lines.jsonl.gz', 'field': 'text'}; eins|zwei|drei",
                "{'tokens': 'tokens.jsonl'}; [3, 1, 2]|[]|[9]",
                "{'jdk': 'src.zip'}; class A {}|enum B {}"
            })
    void readsInOrderAndFromAnyPlaceOn(String recipe, String expected) {
        var source = source(recipe);
        var all = read(source, Cursor.START);
        assertThat(all.stream()
                        .map(t -> t.replace("/** Says what A is. */\n", "")
                                .strip()
                                .replace('\n', ' '))
                        .toList())
                .containsExactly(expected.split("\\|"));
        try (var documents = source.open(Cursor.START, notes::add)) {
            for (int i = 0; documents.next(); i++) {
                assertThat(read(source, documents.cursor())).isEqualTo(all.subList(i + 1, all.size()));
            }
        }
    }

    /** Behind others, and longer than what parsers and readers take at once. */
    @Test
    void longLines() throws IOException {
        var texts = List.of("short", "a\n".repeat(5_000), "ä".repeat(9_000), "b".repeat(200_000), "end");
        var lines = new StringBuilder();
        texts.forEach(text -> lines.append(JsonMapper.shared().writeValueAsString(Map.of("text", text)))
                .append('\n'));
        write("long.jsonl", lines.toString());
        assertThat(read(source("{'jsonl': 'long.jsonl'}"), Cursor.START)).isEqualTo(texts);
    }

    @Test
    void readsZstandard() {
        var file = Path.of(System.getProperty("ferkel.root"), "train/src/test/resources/corpus/lines.jsonl.zst");
        assertThat(read(new JsonLinesSource(file, "text"), Cursor.START)).containsExactly("eins", "zwei");
    }

    @Test
    void notesWhatItLeavesOut() {
        read(source("{'text': 'texts'}"), Cursor.START);
        assertThat(notes).containsExactly(folder.resolve("texts/d.txt") + ": left out, not UTF-8");
    }

    @Test
    void leavesOutLicencesAndNothingElse() {
        assertThat(ArchiveReader.withoutLicence("/* no end, Copyright")).isEqualTo("/* no end, Copyright");
        assertThat(ArchiveReader.withoutLicence("/** About it. */ class A { /* Copyright */ }"))
                .isEqualTo("/** About it. */ class A { /* Copyright */ }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{'text': []}; text: is a list, expected a text",
                "{'texts': 'x'}; names no source, expected text, jsonl, parquet, jdk",
                "{'jsonl': 'lines.jsonl', 'fields': 'y'}; fields: is no key here",
                "{'text': 'texts', 'malformed': 'keep'}; malformed: is 'keep', expected skip, replace",
                "{'text': 'texts', 'filters': 'all'}; filters: is 'all', expected none, gopher",
                "{'text': 'texts', 'min-characters': -1}; min-characters: is '-1', expected a whole number from 0",
                "{'text': 'nowhere'}; text: is 'nowhere', which is not there",
                "{'text': 'texts', 'glob': '*.html'}; texts: no file matches '*.html'",
                "{'text': 'texts', 'glob': '[a'}; glob '[a': ",
                "{'jsonl': 'texts'}; texts: not a file",
                "{'jsonl': 'lines.jsonl', 'field': 'body'}; lines.jsonl: line 1: 'body' is MISSING, expected a text",
                "{'tokens': 'lines.jsonl'}; lines.jsonl: line 1: 'ids' is MISSING, expected a list of ids",
                "{'jdk': 'stories.txt'}; stories.txt: can't be read: "
            })
    void saysWhatIsWrong(String recipe, String message) {
        assertThatThrownBy(() -> read(source(recipe), Cursor.START))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": ",
                "[1]",
                "null",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"text\":\"a\"} x",
                "{\"text\":[\"a\"]}"
            })
    void namesTheLine(String line) throws IOException {
        write("bad.jsonl", "{\"text\":\"good\"}\n\n" + line + "\n");
        assertThatThrownBy(() -> read(source("{'jsonl': 'bad.jsonl'}"), Cursor.START))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("bad.jsonl: line 3: ");
    }

    @Test
    void aCursorBehindTheEndIsAnError() {
        assertThatThrownBy(() -> read(source("{'jsonl': 'lines.jsonl'}"), new Cursor(0, 4)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("3 documents, expected the 4 that were read before");
    }

    /** Whatever the bytes are, there are documents or an error that names the file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lines.jsonl,{'jsonl': 'broken'}",
                "lines.jsonl.gz,{'jsonl': 'broken.gz'}",
                "tokens.jsonl,{'tokens': 'broken'}",
                "src.zip,{'jdk': 'broken'}",
                "stories.txt,{'text': 'broken', 'separator': '<|endoftext|>'}"
            })
    void brokenFilesGiveOneLine(String fileAndRecipe) throws IOException {
        var parts = fileAndRecipe.split(",", 2);
        var good = Files.readAllBytes(folder.resolve(parts[0]));
        var random = new Random(1);
        for (int round = 0; round < 400; round++) {
            var bytes = Arrays.copyOf(good, round % 2 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(folder.resolve("broken"), bytes);
            Files.write(folder.resolve("broken.gz"), bytes);
            try {
                read(source(parts[1]), Cursor.START);
            } catch (FerkelException e) {
                assertThat(e).hasMessageContaining("broken");
            }
        }
    }

    @Test
    void aDocumentHasALimit() throws IOException {
        Files.write(folder.resolve("long.txt"), new byte[LineReader.MOST + 1]);
        for (var recipe : List.of("{'text': 'long.txt'}", "{'jsonl': 'long.txt'}")) {
            assertThatThrownBy(() -> read(source(recipe), Cursor.START))
                    .isInstanceOf(FerkelException.class)
                    .hasMessageContaining("long.txt: line 1: longer than 67108864 bytes");
        }
        var line = "a".repeat(1 << 20) + "\n";
        Files.writeString(folder.resolve("long.txt"), line.repeat(65));
        assertThatThrownBy(() -> read(source("{'text': 'long.txt'}"), Cursor.START))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("a document of more than 67108864 bytes, expected a 'separator'");
        assertThat(new TextSource(folder.resolve("texts"), "**", Optional.empty(), TextDecoding.SKIP).name())
                .startsWith("text: ");
    }
}
