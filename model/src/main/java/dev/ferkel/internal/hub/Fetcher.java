package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Brings files into a repository's folder: space is there before the first byte, hashes are right before a name is given. */
final class Fetcher {
    /** Bytes that one connection fetches. */
    static final long PART = 64L << 20;

    private static final int CONNECTIONS = 8;

    /** What a disk should have left. */
    private static final long SPARE_BYTES = 64 << 20;

    private static final String TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
            + "# This folder holds files that can be downloaded again; backups may leave it out.\n";

    private final HubClient client;
    private final HubApi api;
    private final Patience patience;
    private final Repository repository;
    private final HubName name;
    private final String commit;
    private final long partSize;

    Fetcher(
            HubClient client,
            HubApi api,
            Patience patience,
            Repository repository,
            HubName name,
            String commit,
            long partSize) {
        this.client = client;
        this.api = api;
        this.patience = patience;
        this.repository = repository;
        this.name = name;
        this.commit = commit;
        this.partSize = partSize;
    }

    /** Returns when the snapshot has all of the files; of those the cache has already, only links are made. */
    void fetch(List<HubFile> files, Progress progress) {
        var absent = files.stream().filter(f -> !repository.holdsBlob(f)).toList();
        try {
            repository.create(repository.folder().resolve("blobs"));
            tag(repository.cache().resolve("CACHEDIR.TAG"));
            checkSpace(absent);
            long total = absent.stream().mapToLong(HubFile::size).sum();
            long before = 0;
            try (var threads = Executors.newFixedThreadPool(
                    CONNECTIONS, Thread.ofPlatform().daemon().factory())) {
                for (var file : absent) {
                    long base = before;
                    download(file, threads, done -> progress.at(base + done, total));
                    before += file.size();
                    progress.at(before, total);
                }
            }
            for (var file : files) {
                repository.link(commit, file);
            }
        } catch (IOException e) {
            throw new FerkelException(repository.folder() + ": can't be written: " + e, e);
        }
    }

    private static void tag(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                Files.writeString(file, TAG, java.nio.file.StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                // another process was as quick
            }
        }
    }

    private void checkSpace(List<HubFile> files) throws IOException {
        long needed = SPARE_BYTES;
        for (var file : files) {
            needed += Math.max(0, file.size() - present(file));
        }
        long free = Files.getFileStore(repository.folder()).getUsableSpace();
        if (needed > free) {
            throw FerkelException.of(
                    "%s: takes %s more, but only %s are free at %s (HF_HUB_CACHE chooses another place)",
                    name, gigabytes(needed - SPARE_BYTES), gigabytes(free), repository.cache());
        }
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** Bytes that an earlier try has left; another process may have them just now. */
    private long present(HubFile file) throws IOException {
        if (!Files.isRegularFile(aside(file))) {
            return 0;
        }
        try (var parts = PartFile.open(aside(file), file.size(), partSize)) {
            return parts.present();
        }
    }

    /** Not the name that Python takes, which would go on at the file's end. */
    private Path aside(HubFile file) {
        var blob = repository.blob(file);
        return blob.resolveSibling(blob.getFileName() + ".ferkel.incomplete");
    }

    private void download(HubFile file, ExecutorService threads, java.util.function.LongConsumer progress)
            throws IOException {
        if (!download(file, partSize, threads, progress)) {
            download(file, Math.max(1, file.size()), threads, progress);
        }
    }

    private boolean download(HubFile file, long part, ExecutorService threads, java.util.function.LongConsumer progress)
            throws IOException {
        try (var parts = PartFile.open(aside(file), file.size(), part)) {
            var uri = api.file(name, commit, file);
            if (!repository.holdsBlob(file)) {
                if (!new Download(client, patience, name, file, uri, parts).run(threads, progress)) {
                    return false;
                }
                parts.finish(name, file, repository.blob(file));
            }
            return true;
        }
    }
}
