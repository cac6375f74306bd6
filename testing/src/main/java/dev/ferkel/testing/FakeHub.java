package dev.ferkel.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A hub on this machine that speaks the Hugging Face hub's protocol as far as Python's huggingface_hub needs it for
 * downloads. Weights come from a second address, as the real one's do from its content network. It can be made to
 * misbehave.
 */
public final class FakeHub implements AutoCloseable {
    /** What goes wrong with a file's bytes. */
    public enum Fault {
        NONE,
        /** The connection is lost in the middle of what was asked for. */
        DROP,
        /** Ranges are ignored: every answer is the whole file. */
        NO_RANGES,
        /** Ranges are ignored, and the connection is lost in the middle. */
        NO_RANGES_AND_DROP,
        /** One byte is another. */
        WRONG_BYTES,
        /** The answer says that it has a byte more. */
        LONGER,
        /** The answer says that it has a byte less. */
        SHORTER,
        /** Another range than was asked for. */
        OTHER_RANGE,
        /** A few bytes, then nothing, and the connection stays. */
        STALL,
        /** No answer at all. */
        SILENCE,
        /** Packed, although nobody asked. */
        GZIP,
        /** Sent on for ever. */
        LOOP,
        /** 503, too much to do. */
        BUSY
    }

    /** @param host the address that was asked, such as 127.0.0.1:1234 */
    public record Request(String method, String host, String path, String authorization, String range) {}

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Pattern REVISION = Pattern.compile("/api/models/([^/]+/[^/]+)/revision/([^/]+)");
    private static final Pattern TREE = Pattern.compile("/api/models/([^/]+/[^/]+)/tree/([^/]+)");
    private static final Pattern FILE = Pattern.compile("/([^/]+/[^/]+)/resolve/([^/]+)/(.+)");

    private final Map<String, Map<String, byte[]>> repositories = new LinkedHashMap<>();
    private final Map<String, byte[]> large = new LinkedHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final HttpServer api;
    private final HttpServer content;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile int pageSize = 1000;
    private volatile String pageHost = "";
    private volatile int status;
    private volatile String errorCode = "";
    private volatile String tree = "";
    private volatile String location = "";

    public FakeHub() {
        try {
            api = server();
            content = server();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api.createContext("/", exchange -> handle(exchange, this::answer));
        content.createContext("/", exchange -> handle(exchange, this::content));
    }

    private HttpServer server() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    /** The address that HF_ENDPOINT is to name. */
    public String endpoint() {
        return "http://" + host(api);
    }

    /** The host and port that weights come from. */
    public String contentHost() {
        return host(content);
    }

    private static String host(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Adds or changes a file: the commit is then another. */
    public FakeHub put(String repository, String path, byte[] bytes) {
        repositories.computeIfAbsent(repository, r -> new TreeMap<>()).put(path, bytes);
        if (isLarge(path)) {
            large.put(sha256(bytes), bytes);
        }
        return this;
    }

    public FakeHub put(String repository, String path, String text) {
        return put(repository, path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers the next {@code times} requests for bytes badly. */
    public void fault(Fault kind, int times) {
        faults.set(times);
        fault = kind;
    }

    /** Answers everything with an HTTP status; 0 ends that. */
    public void refuse(int code, String xErrorCode) {
        status = code;
        errorCode = xErrorCode;
    }

    /** Lists every repository as this JSON. */
    public void tree(String json) {
        tree = json;
    }

    /** Lists so many files at a time; the address of the next ones is said to be at another host. */
    public void pageSize(int files, String host) {
        pageSize = files;
        pageHost = host;
    }

    /** Sends those who ask for weights there. */
    public void redirect(String uri) {
        location = uri;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public void forgetRequests() {
        requests.clear();
    }

    public String commit(String repository) {
        var text = new StringBuilder(repository);
        files(repository).forEach((path, bytes) -> text.append(path).append(sha256(bytes)));
        return sha256(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 40);
    }

    private Map<String, byte[]> files(String repository) {
        return repositories.getOrDefault(repository, Map.of());
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void handle(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    String.valueOf(headers.getFirst("Host")),
                    exchange.getRequestURI().getRawPath(),
                    headers.getOrDefault("Authorization", List.of("")).getFirst(),
                    headers.getOrDefault("Range", List.of("")).getFirst()));
            if (status != 0) {
                exchange.getResponseHeaders().add("X-Error-Code", errorCode);
                exchange.sendResponseHeaders(status, -1);
            } else {
                handler.handle(exchange);
            }
        } catch (IOException e) {
            // the client is gone, or meant to think that we are
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath();
        var revision = REVISION.matcher(path);
        var listing = TREE.matcher(path);
        var file = FILE.matcher(path);
        if (revision.matches() && repositories.containsKey(revision.group(1))) {
            revision(exchange, revision);
        } else if (listing.matches() && repositories.containsKey(listing.group(1))) {
            tree(exchange, listing.group(1));
        } else if (file.matches() && repositories.containsKey(file.group(1))) {
            resolve(exchange, file);
        } else {
            exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private void revision(HttpExchange exchange, Matcher path) throws IOException {
        var commit = commit(path.group(1));
        if (!path.group(2).equals("main") && !path.group(2).equals(commit)) {
            exchange.getResponseHeaders().add("X-Error-Code", "RevisionNotFound");
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var siblings = files(path.group(1)).keySet().stream()
                .map(f -> Map.of("rfilename", f))
                .toList();
        json(exchange, Map.of("id", path.group(1), "sha", commit, "private", false, "siblings", siblings));
    }

    private void tree(HttpExchange exchange, String repository) throws IOException {
        if (!tree.isEmpty()) {
            send(exchange, tree.getBytes(StandardCharsets.UTF_8));
            return;
        }
        var query = String.valueOf(exchange.getRequestURI().getRawQuery());
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=(\\d+).*", "$1")) : 0;
        var entries = new ArrayList<Map<String, Object>>();
        files(repository).forEach((path, bytes) -> entries.add(entry(path, bytes)));
        int to = Math.min(entries.size(), from + pageSize);
        if (to < entries.size()) {
            var next = pageHost + exchange.getRequestURI().getRawPath() + "?recursive=true&cursor=" + to;
            exchange.getResponseHeaders().add("Link", "<" + next + ">; rel=\"next\"");
        }
        json(exchange, entries.subList(from, to));
    }

    private static Map<String, Object> entry(String path, byte[] bytes) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", "file");
        entry.put("path", path);
        entry.put("size", bytes.length);
        entry.put("oid", gitBlob(isLarge(path) ? pointer(bytes) : bytes));
        if (isLarge(path)) {
            entry.put("lfs", Map.of("oid", sha256(bytes), "size", bytes.length, "pointerSize", pointer(bytes).length));
        }
        return entry;
    }

    private void resolve(HttpExchange exchange, Matcher request) throws IOException {
        var path = URLDecoder.decode(request.group(3), StandardCharsets.UTF_8);
        var bytes = files(request.group(1)).get(path);
        var headers = exchange.getResponseHeaders();
        headers.add("X-Repo-Commit", commit(request.group(1)));
        if (bytes == null) {
            headers.add("X-Error-Code", "EntryNotFound");
            exchange.sendResponseHeaders(404, -1);
        } else if (isLarge(path)) {
            headers.add("X-Linked-Etag", '"' + sha256(bytes) + '"');
            headers.add("X-Linked-Size", Integer.toString(bytes.length));
            headers.add("Location", location.isEmpty() ? "http://" + host(content) + "/" + sha256(bytes) : location);
            exchange.sendResponseHeaders(302, -1);
        } else {
            headers.add("ETag", '"' + gitBlob(bytes) + '"');
            bytes(exchange, bytes);
        }
    }

    private void content(HttpExchange exchange) throws IOException {
        var bytes = large.get(exchange.getRequestURI().getPath().substring(1));
        if (bytes == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.getResponseHeaders().add("ETag", '"' + sha256(bytes) + '"');
            bytes(exchange, bytes);
        }
    }

    private void bytes(HttpExchange exchange, byte[] bytes) throws IOException {
        var now = faults.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? fault : Fault.NONE;
        var headers = exchange.getResponseHeaders();
        var range = RANGE.matcher(
                exchange.getRequestHeaders().getOrDefault("Range", List.of("")).getFirst());
        boolean part = range.matches() && now != Fault.NO_RANGES && now != Fault.NO_RANGES_AND_DROP;
        int from = part ? Integer.parseInt(range.group(1)) : 0;
        int to = part && !range.group(2).isEmpty() ? Integer.parseInt(range.group(2)) + 1 : bytes.length;
        var body = Arrays.copyOfRange(bytes, from, to);
        if (part) {
            headers.add(
                    "Content-Range",
                    "bytes %d-%d/%d".formatted(now == Fault.OTHER_RANGE ? from + 1 : from, to - 1, bytes.length));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.add("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        long length = body.length;
        switch (now) {
            case LONGER -> length++;
            case SHORTER -> length--;
            case WRONG_BYTES -> body[body.length / 2] ^= 1;
            case GZIP -> headers.add("Content-Encoding", "gzip");
            case SILENCE -> sleep();
            case LOOP -> {
                headers.add("Location", exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(307, -1);
                return;
            }
            case BUSY -> {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            default -> {}
        }
        exchange.sendResponseHeaders(part ? 206 : 200, length == 0 ? -1 : length);
        boolean cut = now == Fault.DROP || now == Fault.NO_RANGES_AND_DROP || now == Fault.STALL;
        exchange.getResponseBody().write(body, 0, (int) Math.min(length, cut ? body.length / 2 : body.length));
        exchange.getResponseBody().flush();
        if (now == Fault.STALL) {
            sleep();
        }
    }

    /** Longer than any test waits. */
    private static void sleep() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void json(HttpExchange exchange, Object value) throws IOException {
        send(exchange, JsonMapper.shared().writeValueAsBytes(value));
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static boolean isLarge(String path) {
        return path.endsWith(".safetensors") || path.endsWith(".gguf") || path.endsWith(".bin");
    }

    /** What git itself holds of a large file. */
    private static byte[] pointer(byte[] bytes) {
        return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
                .formatted(sha256(bytes), bytes.length)
                .getBytes(StandardCharsets.US_ASCII);
    }

    public static String sha256(byte[] bytes) {
        return hash("SHA-256", bytes);
    }

    /** As {@code git hash-object} has it. */
    public static String gitBlob(byte[] bytes) {
        var head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        var all = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return hash("SHA-1", all);
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        api.stop(0);
        content.stop(0);
        threads.shutdownNow();
    }
}
