package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.OptionalInt;

/** Makes a document of a text: the begin-of-sentence token where there is one, the text's, the end-of-sentence token. */
final class DocumentEncoder {
    private final Tokenizer tokenizer;
    private final OptionalInt begin;
    private final int end;

    /** @throws FerkelException if the tokenizer has no end token */
    DocumentEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        begin = tokenizer.bos();
        end = tokenizer.eos().orElseThrow(() -> FerkelException.of("the tokenizer has no end-of-sentence token"));
    }

    int end() {
        return end;
    }

    int[] encode(String text) {
        return framed(tokenizer.encodeText(text));
    }

    /** A document of a text's tokens. */
    int[] framed(int[] ids) {
        int first = begin.isPresent() ? 1 : 0;
        var document = new int[first + ids.length + 1];
        begin.ifPresent(id -> document[0] = id);
        System.arraycopy(ids, 0, document, first, ids.length);
        document[document.length - 1] = end;
        return document;
    }
}
