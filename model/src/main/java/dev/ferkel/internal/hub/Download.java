package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Fetches what a {@link PartFile} misses, several parts at once, and goes on where a connection was lost. */
final class Download {
    private static final int BUFFER = 256 << 10;
    private static final int MAX_FAILURES = 100;
    private static final long LOOK_MILLIS = 100;

    /** A server that can't begin in the middle of a file. */
    private static final class NoRangesException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final HubClient client;
    private final Patience patience;
    private final HubName name;
    private final HubFile file;
    private final URI uri;
    private final PartFile parts;
    private volatile boolean stopped;

    Download(HubClient client, Patience patience, HubName name, HubFile file, URI uri, PartFile parts) {
        this.client = client;
        this.patience = patience;
        this.name = name;
        this.file = file;
        this.uri = uri;
        this.parts = parts;
    }

    /**
     * Returns when all is there.
     *
     * @param progress hears the bytes that are there, in this thread
     * @return false if the server gives whole files only, and there are several parts
     */
    boolean run(ExecutorService threads, LongConsumer progress) throws IOException {
        var transfers = new ArrayList<Transfer>();
        var tasks = new ArrayList<Future<?>>();
        for (int i = 0; i < parts.parts(); i++) {
            if (parts.next(i) < parts.end(i)) {
                int part = i;
                var transfer = new Transfer();
                transfers.add(transfer);
                tasks.add(threads.submit(() -> {
                    fetch(part, transfer);
                    return part;
                }));
            }
        }
        try {
            for (var task : tasks) {
                await(task, transfers, progress);
            }
            return true;
        } catch (NoRangesException e) {
            return false;
        } finally {
            stopped = true;
            tasks.forEach(t -> t.cancel(false));
            transfers.forEach(Transfer::abort);
        }
    }

    private void await(Future<?> task, List<Transfer> transfers, LongConsumer progress) throws IOException {
        while (true) {
            try {
                task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                transfers.forEach(t -> t.breakIfStalled(patience.stall().toNanos()));
                progress.accept(parts.present());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw FerkelException.of("%s: interrupted", file.path());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof FerkelException ours) {
                    throw ours;
                }
                if (e.getCause() instanceof IOException disk) {
                    throw disk;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void fetch(int part, Transfer transfer) throws IOException {
        int inARow = 0;
        for (int failures = 0; !stopped && parts.next(part) < parts.end(part); ) {
            long before = parts.next(part);
            try {
                receive(part, transfer);
            } catch (TransientException e) {
                failures++;
                inARow = parts.next(part) > before ? 1 : inARow + 1;
                if (inARow >= patience.tries() || failures >= MAX_FAILURES) {
                    throw new FerkelException(
                            file.path() + ": " + client.failed(e).getMessage() + "; pull again to go on", e);
                }
                if (!stopped) {
                    patience.pause(inARow, e);
                }
            } finally {
                parts.note(part);
                transfer.ends();
            }
        }
    }

    private void receive(int part, Transfer transfer) throws IOException {
        long from = parts.next(part);
        long to = parts.end(part);
        var range = from == 0 && to == parts.size() ? "" : "bytes=" + from + "-" + (to - 1);
        var response = client.open(uri, range, name, transfer::waits);
        try (var body = response.body()) {
            transfer.flows(body);
            check(part, from, to, response);
            copy(part, body, transfer);
        }
    }

    private void check(int part, long from, long to, HttpResponse<?> response) throws IOException {
        var headers = response.headers();
        var host = Redirects.host(response.uri());
        var coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.equals("identity")) {
            throw FerkelException.of("%s: %s sends it as %s, which was not asked for", file.path(), host, coding);
        }
        long expected = to - from;
        if (response.statusCode() == 206) {
            var range = headers.firstValue("Content-Range").orElse("");
            var wanted = "bytes " + from + "-" + (to - 1) + "/" + parts.size();
            if (!range.equals(wanted)) {
                throw FerkelException.of("%s: %s sends '%s', expected '%s'", file.path(), host, range, wanted);
            }
        } else if (from > 0 || to < parts.size()) {
            if (parts.parts() > 1) {
                throw new NoRangesException();
            }
            parts.restart();
            expected = parts.size();
        }
        long length = headers.firstValueAsLong("Content-Length").orElse(expected);
        if (length != expected) {
            throw FerkelException.of(
                    "%s: %s sends %d bytes, expected %d by the hub's list", file.path(), host, length, expected);
        }
    }

    private void copy(int part, InputStream body, Transfer transfer) throws IOException {
        var buffer = new byte[BUFFER];
        while (parts.next(part) < parts.end(part)) {
            int most = (int) Math.min(buffer.length, parts.end(part) - parts.next(part));
            int count;
            try {
                count = body.read(buffer, 0, most);
            } catch (IOException e) {
                throw TransientException.of(
                        Redirects.host(uri) + ": the connection was lost or stood still: " + e.getMessage());
            }
            if (count < 0) {
                throw TransientException.of(Redirects.host(uri) + ": the file ends after " + parts.next(part)
                        + " bytes, expected " + parts.end(part));
            }
            parts.append(part, buffer, count);
            transfer.received(count);
        }
    }
}
