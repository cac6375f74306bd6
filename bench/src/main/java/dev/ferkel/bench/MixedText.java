package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;

/**
 * Five megabytes of mixed text from what comes with a JDK: the sources in {@code lib/src.zip}, their documentation as
 * prose, and the compiler's messages in Chinese, Japanese and German; JSON, numbers and emoji are generated. The same
 * text on every machine with the same JDK.
 */
final class MixedText {
    private static final String[] EMOJI = {"😀", "👍🏽", "❤️", "🚀", "🎉", "👨‍👩‍👧", "🇩🇪", "✅", "🔥", "🤔"};
    private static final int CHUNK = 8_192;

    private final Random random = new Random(11);
    private final StringBuilder prose = new StringBuilder();
    private final StringBuilder code = new StringBuilder();

    MixedText() throws IOException {
        readSources();
    }

    /** Documents in random order, each of one kind. */
    List<String> documents() throws IOException {
        var documents = new ArrayList<String>();
        cut(prose, 1_750_000, documents);
        cut(code, 1_500_000, documents);
        cut(json(), 600_000, documents);
        cut(messages("zh_CN"), 250_000, documents);
        cut(messages("ja"), 500_000, documents);
        cut(messages("de"), 200_000, documents);
        cut(numbers(), 100_000, documents);
        cut(chat(), 100_000, documents);
        Collections.shuffle(documents, random);
        return documents;
    }

    /** This many bytes of prose. */
    String prose(int bytes) {
        var documents = new ArrayList<String>();
        cut(prose, bytes, documents);
        return String.join("", documents);
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void cut(CharSequence text, int bytes, List<String> documents) {
        int left = bytes;
        for (int at = 0; left > 0; ) {
            if (at >= text.length()) {
                throw FerkelException.of("this JDK has too little text, expected %d bytes more", left);
            }
            int to = Math.min(text.length(), at + Math.min(CHUNK, left));
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to--;
            }
            var document = text.subSequence(at, to).toString();
            documents.add(document);
            left -= bytes(document);
            at = to;
        }
    }

    private void readSources() throws IOException {
        var file = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (!Files.exists(file)) {
            throw FerkelException.of("%s: no such file; a full JDK is needed", file);
        }
        try (var zip = new ZipFile(file.toFile())) {
            var names = zip.stream()
                    .map(Object::toString)
                    .filter(n -> n.matches("java.base/java/(util|lang|nio|time|net)/.*\\.java"))
                    .sorted()
                    .toList();
            for (var name : names) {
                if (code.length() < 1_550_000 || prose.length() < 1_800_000) {
                    var text =
                            new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
                    code.append(text.substring(text.indexOf("package ")));
                    text.lines()
                            .skip(25)
                            .map(String::strip)
                            .filter(l -> l.startsWith("* "))
                            .forEach(l -> prose.append(l.substring(2).replaceAll("<[^>]*>|\\{@\\w+ |[{}]|^@\\w+", ""))
                                    .append(l.endsWith(".") ? "\n\n" : " "));
                }
            }
        }
    }

    private static StringBuilder messages(String language) throws IOException {
        var text = new StringBuilder();
        var modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        List<Path> classes;
        try (var files = Files.walk(modules)) {
            classes = files.filter(p -> p.toString().endsWith("_" + language + ".class"))
                    .sorted()
                    .toList();
        }
        // some letters are in no key of a message
        boolean german = language.equals("de");
        for (var path : classes) {
            for (var entry : ClassFile.of().parse(Files.readAllBytes(path)).constantPool()) {
                if (entry instanceof StringEntry s
                        && (german
                                ? s.stringValue().contains(" ")
                                : s.stringValue().chars().anyMatch(c -> c > 0x3000))) {
                    text.append(s.stringValue()).append('\n');
                }
            }
        }
        return text;
    }

    private String word() {
        int from = random.nextInt(prose.length() - 40);
        var words = prose.substring(from, from + 40).split("\\W+", 4);
        return words.length > 2 ? words[1] : "x";
    }

    private String json() {
        var text = new StringBuilder();
        while (text.length() < 620_000) {
            text.append("{\"id\": ")
                    .append(random.nextInt(1_000_000))
                    .append(", \"name\": \"")
                    .append(word())
                    .append("\", \"tags\": [\"")
                    .append(word())
                    .append("\", \"")
                    .append(word())
                    .append("\"], \"score\": ")
                    .append(random.nextInt(10_000) / 100.0)
                    .append(", \"nested\": {\"ok\": ")
                    .append(random.nextBoolean())
                    .append(", \"at\": \"2026-11-")
                    .append(10 + random.nextInt(20))
                    .append("T08:30:00Z\", \"note\": null}}\n");
        }
        return text.toString();
    }

    private String numbers() {
        var text = new StringBuilder();
        while (text.length() < 101_000) {
            text.append(random.nextInt()).append(random.nextInt(8) == 0 ? '\n' : '\t');
            text.append(random.nextInt(100_000) / 1000.0).append(", ");
        }
        return text.toString();
    }

    private String chat() {
        var text = new StringBuilder();
        while (text.length() < 101_000) {
            text.append(word()).append(' ').append(word()).append(' ');
            text.append(EMOJI[random.nextInt(EMOJI.length)].repeat(1 + random.nextInt(3)))
                    .append('\n');
        }
        return text.toString();
    }
}
