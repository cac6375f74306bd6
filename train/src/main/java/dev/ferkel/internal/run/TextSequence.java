package dev.ferkel.internal.run;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The texts of sources, one after the other, each source opened when its turn comes and closed after it. A stream's
 * {@code flatMap} would hold all texts of a source as soon as it is asked for the first.
 */
final class TextSequence implements Iterator<String>, AutoCloseable {
    private final Iterator<DataSettings> sources;
    private final Function<DataSettings, Stream<String>> opens;
    private Stream<String> open = Stream.empty();
    private Iterator<String> texts = Collections.emptyIterator();

    TextSequence(List<DataSettings> sources, Function<DataSettings, Stream<String>> opens) {
        this.sources = sources.iterator();
        this.opens = opens;
    }

    @Override
    public boolean hasNext() {
        while (!texts.hasNext()) {
            open.close();
            if (!sources.hasNext()) {
                return false;
            }
            open = opens.apply(sources.next());
            texts = open.iterator();
        }
        return true;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return texts.next();
    }

    @Override
    public void close() {
        open.close();
    }
}
