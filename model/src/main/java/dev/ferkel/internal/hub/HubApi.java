package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hub's addresses: a revision's commit, a commit's tree, a file's bytes. */
final class HubApi {
    private static final int MAX_PAGES = 200;
    private static final Pattern NEXT = Pattern.compile("<([^>]{1,4000})>\\s*;\\s*rel=\"?next\"?");

    private final HubSettings settings;
    private final HubClient client;

    HubApi(HubSettings settings, HubClient client) {
        this.settings = settings;
        this.client = client;
    }

    String commit(HubName name) {
        if (HubName.isCommit(name.revision())) {
            return name.revision();
        }
        var uri = uri("/api/models/" + name.id() + "/revision/" + encode(name.revision()));
        return HubJson.commit(name.id(), client.get(uri, name).body());
    }

    Listing listing(HubName name, String commit) {
        var tree = uri("/api/models/" + name.id() + "/tree/" + commit);
        var files = new ArrayList<HubFile>();
        var query = Optional.of("recursive=true&expand=false");
        for (int page = 0; query.isPresent(); page++) {
            if (page == MAX_PAGES) {
                throw FerkelException.of("%s: the hub's list of files has more than %d pages", name.id(), MAX_PAGES);
            }
            var response = client.get(URI.create(tree + "?" + query.get()), name);
            files.addAll(HubJson.files(name.id(), response.body()));
            HubJson.limit(name.id(), files.size());
            query = next(response);
        }
        return new Listing(commit, files);
    }

    /** The next page's query. Its address is ours, whatever the server calls it. */
    private static Optional<String> next(HttpResponse<?> response) {
        return response.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(m -> m.group(1))
                .filter(link -> link.indexOf('?') >= 0)
                .map(link -> link.substring(link.indexOf('?') + 1))
                .filter(query -> query.matches("[\\w.~%&=+/*-]+"))
                .findFirst();
    }

    URI file(HubName name, String commit, HubFile file) {
        var path = Stream.of(file.path().split("/")).map(HubApi::encode).collect(Collectors.joining("/"));
        return uri("/" + name.id() + "/resolve/" + commit + "/" + path);
    }

    private URI uri(String path) {
        return URI.create(settings.endpoint() + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
