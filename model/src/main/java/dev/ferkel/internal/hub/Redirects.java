package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.net.URI;
import java.util.Locale;

/** Where a server may send us. */
final class Redirects {
    static final int MOST = 10;

    private Redirects() {}

    static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** @throws FerkelException if it is no address, or one without encryption that is not the hub's own choice */
    static URI next(URI endpoint, URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new FerkelException(host(from) + ": sends us on to '" + location + "', which is no address", e);
        }
        var scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean plain = scheme.equals("http") && "http".equalsIgnoreCase(endpoint.getScheme());
        if (!scheme.equals("https") && !plain || to.getHost() == null || to.getUserInfo() != null) {
            throw FerkelException.of("%s: sends us on to '%s', expected an https address", host(from), to);
        }
        return to;
    }

    /** Scheme, host and port are the same: where a token may go. */
    static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    /** Without a path, which may hold a signature. */
    static String host(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
