package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.TextFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the hub says of a repository, and the copy of it in the cache. It is not trusted. */
final class HubJson {
    static final int MAX_BYTES = 32 << 20;
    static final int MAX_FILES = 100_000;

    /** More than any file is, and few enough parts. */
    private static final long MAX_SIZE = 1L << 42;

    private static final int MAX_SHARDS = 10_000;
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*\\.safetensors");

    private HubJson() {}

    /** The commit in an answer about a revision. */
    static String commit(String what, byte[] json) {
        var sha = TextFiles.json(what, json).path("sha").asString("");
        if (!HubName.isCommit(sha)) {
            throw FerkelException.of(
                    "%s: the hub says that its commit is '%s', expected 40 hexadecimal digits", what, sha);
        }
        return sha;
    }

    /** The files in a page of a repository's tree. */
    static List<HubFile> files(String what, byte[] json) {
        var tree = TextFiles.json(what, json);
        if (!tree.isArray()) {
            throw FerkelException.of("%s: the hub's list of files is %s, expected an array", what, tree.getNodeType());
        }
        var files = new ArrayList<HubFile>();
        for (var entry : tree) {
            if (entry.path("type").asString("").equals("file")) {
                var lfs = entry.path("lfs");
                file(
                                what,
                                entry.path("path").asString(""),
                                lfs.isObject() ? lfs.path("size") : entry.path("size"),
                                entry.path("oid").asString(""),
                                text(lfs.path("oid")),
                                text(entry.path("xetHash")))
                        .ifPresent(files::add);
            }
            limit(what, files.size());
        }
        return files;
    }

    static void limit(String what, int files) {
        if (files > MAX_FILES) {
            throw FerkelException.of("%s: the hub lists more than %d files", what, MAX_FILES);
        }
    }

    /** Empty where no system's file can be called so. */
    private static Optional<HubFile> file(
            String what, String path, JsonNode size, String oid, Optional<String> sha256, Optional<String> xet) {
        var words = List.of(path.split("/", -1));
        if (path.startsWith("/") || words.contains("..") || words.contains(".") || words.contains("")) {
            throw FerkelException.of("%s: the hub lists a file '%s', which leads out of a repository", what, path);
        }
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0 || size.asLong() > MAX_SIZE) {
            throw FerkelException.of(
                    "%s: the hub says that '%s' has a size of %s, expected bytes up to %d", what, path, size, MAX_SIZE);
        }
        if (!SHA1.matcher(oid).matches()
                || !sha256.map(s -> SHA256.matcher(s).matches()).orElse(true)) {
            throw FerkelException.of("%s: the hub has no hash of '%s', but '%s'", what, path, sha256.orElse(oid));
        }
        return RepositoryPath.isSafe(path)
                ? Optional.of(new HubFile(
                        path,
                        size.asLong(),
                        oid,
                        sha256,
                        xet.filter(x -> SHA256.matcher(x).matches())))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.asString()) : Optional.empty();
    }

    /** The files of weights that an index names. */
    static List<String> shards(String what, byte[] json) {
        var map = TextFiles.json(what, json).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw FerkelException.of("%s: 'weight_map' is missing", what);
        }
        var shards = map.valueStream().map(v -> v.asString("")).distinct().toList();
        if (shards.size() > MAX_SHARDS) {
            throw FerkelException.of("%s: names %d files, expected at most %d", what, shards.size(), MAX_SHARDS);
        }
        for (var shard : shards) {
            if (!SHARD.matcher(shard).matches()) {
                throw FerkelException.of("%s: names '%s', expected a safetensors file beside it", what, shard);
            }
        }
        return shards;
    }

    /** The tree as Python keeps it. */
    static byte[] write(Listing listing) {
        var files = new TreeMap<String, Object>();
        for (var file : listing.files()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("size", file.size());
            entry.put("blob_id", file.blobId());
            file.sha256().ifPresent(sha -> {
                entry.put("lfs_sha256", sha);
                entry.put("lfs_size", file.size());
            });
            file.xetHash().ifPresent(xet -> entry.put("xet_hash", xet));
            files.put(file.path(), entry);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("format_version", 1);
        json.put("files", files);
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    /** The tree as Python, or {@link #write}, kept it; empty where its format is another. */
    static Optional<List<HubFile>> read(String what, byte[] json) {
        var tree = TextFiles.json(what, json);
        if (tree.path("format_version").asInt(0) != 1) {
            return Optional.empty();
        }
        var files = new ArrayList<HubFile>();
        for (var entry : tree.path("files").properties()) {
            var value = entry.getValue();
            file(
                            what,
                            entry.getKey(),
                            value.has("lfs_size") ? value.path("lfs_size") : value.path("size"),
                            value.path("blob_id").asString(""),
                            text(value.path("lfs_sha256")),
                            text(value.path("xet_hash")))
                    .ifPresent(files::add);
            limit(what, files.size());
        }
        return Optional.of(files);
    }
}
