package dev.ferkel.cli;

import dev.ferkel.internal.hub.HubName;
import dev.ferkel.internal.hub.HubSettings;
import dev.ferkel.internal.hub.PullWatcher;
import org.jspecify.annotations.Nullable;

/** A download on the terminal: what it is and where it comes from, then a bar. */
final class PullView implements PullWatcher, AutoCloseable {
    private final Streams streams;
    private final boolean quiet;
    private final HubName name;
    private final HubSettings settings;
    private @Nullable ProgressBar bar;

    PullView(Streams streams, boolean quiet, HubName name, HubSettings settings) {
        this.streams = streams;
        this.quiet = quiet;
        this.name = name;
        this.settings = settings;
    }

    @Override
    public void begins(int files, long bytes) {
        if (!quiet) {
            streams.note("%s: %s, %s, from %s to %s"
                    .formatted(name, files(files), Quantity.bytes(bytes), settings.endpoint(), settings.cache()));
        }
        bar = ProgressBar.ofBytes(streams, quiet, "downloading");
    }

    /** Such as 1 file or 3 files. */
    static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }

    @Override
    public void at(long done, long total) {
        if (bar != null) {
            bar.at(done, total);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
