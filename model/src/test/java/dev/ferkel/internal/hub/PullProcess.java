package dev.ferkel.internal.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A download in a process of its own, which a test kills. */
final class PullProcess {
    private PullProcess() {}

    public static void main(String[] args) {
        var settings = new HubSettings(URI.create(args[0]), Optional.empty(), Path.of(args[1]), false);
        new Hub(settings, Patience.USUAL, Long.MAX_VALUE, Long.parseLong(args[3]))
                .pull(HubName.of(args[2]), Need.WEIGHTS, PullWatcher.NONE);
    }
}
