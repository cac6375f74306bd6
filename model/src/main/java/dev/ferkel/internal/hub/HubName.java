package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model is called on a hub: {@code ORG/NAME[@REVISION][:FILE]}.
 *
 * @param id ORG/NAME
 * @param revision a branch, a tag or a commit; main where none is given
 * @param file a file of the repository, or the type of a GGUF file such as Q4_K_M; empty where none is given
 */
public record HubName(String id, String revision, String file) {
    static final String MAIN = "main";
    private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}";
    private static final Pattern NAME =
            Pattern.compile("(?<id>" + WORD + "/" + WORD + ")(?:@(?<revision>[^:@]+))?(?::(?<file>.+))?");
    private static final Pattern ID = Pattern.compile("(?!.*(--|\\.\\.)).*(?<![.-])(?<!\\.git)");
    private static final Pattern REVISION =
            Pattern.compile("(?!.*(\\.\\.|//|/\\.|\\.lock))[A-Za-z0-9_][A-Za-z0-9_./+-]{0,198}(?<![/.])");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** The name in a text; empty where it can't be one. The hub's own rules for names hold. */
    public static Optional<HubName> parse(String text) {
        if (text.length() > 1500) {
            return Optional.empty();
        }
        var found = NAME.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        var id = found.group("id");
        var revision = found.group("revision") == null ? MAIN : found.group("revision");
        var file = found.group("file") == null ? "" : found.group("file");
        var words = id.split("/");
        boolean good = ID.matcher(words[0]).matches()
                && ID.matcher(words[1]).matches()
                && REVISION.matcher(revision).matches()
                && (file.isEmpty() || RepositoryPath.isSafe(file));
        return good ? Optional.of(new HubName(id, revision, file)) : Optional.empty();
    }

    /** @throws FerkelException if the text is no such name */
    public static HubName of(String text) {
        return parse(text)
                .orElseThrow(() -> FerkelException.of(
                        "'%s' is no name of a model on a hub, expected ORG/NAME, ORG/NAME:FILE or ORG/NAME@REVISION:FILE",
                        text));
    }

    /** Whether the text is a full commit. */
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return id + (revision.equals(MAIN) ? "" : "@" + revision) + (file.isEmpty() ? "" : ":" + file);
    }
}
