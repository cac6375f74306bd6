package dev.ferkel.internal.hub;

import dev.ferkel.internal.model.Progress;

/** Hears how a download goes; bytes that earlier tries have left count as done. */
public interface PullWatcher extends Progress {
    /** Hears nothing. */
    PullWatcher NONE = new PullWatcher() {
        @Override
        public void begins(int files, long bytes) {}

        @Override
        public void at(long done, long total) {}
    };

    /** Before the first byte; not called where nothing is to be downloaded. */
    void begins(int files, long bytes);
}
