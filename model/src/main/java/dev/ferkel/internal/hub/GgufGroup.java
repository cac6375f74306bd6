package dev.ferkel.internal.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A model in one GGUF file or all parts of a split one.
 *
 * @param type as the file's name says it, such as Q4_K_M; empty where it says none
 * @param files in order; the first is the one to open
 */
record GgufGroup(String type, List<HubFile> files) {
    private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final Pattern TYPE = Pattern.compile(
            "(?:UD-)?(?:I?Q\\d(?:_[A-Z0-9]{1,3}){0,3}|TQ\\d_\\d|MXFP4(?:_MOE)?|NVFP4|BF16|F16|F32|FP16|FP32)(?![A-Z0-9_])");

    /** Beside the network: images' encoders, importance matrices, adapters. */
    private static final Pattern OTHER = Pattern.compile("(?i)(.*[-._/])?(mmproj|imatrix|lora|adapter)([-._].*)?");

    /** Those of a listing whose parts are all there. */
    static List<GgufGroup> of(List<HubFile> files) {
        Map<String, List<HubFile>> groups = new LinkedHashMap<>();
        files.stream()
                .filter(f ->
                        f.path().endsWith(".gguf") && !OTHER.matcher(f.path()).matches())
                .sorted((a, b) -> a.path().compareTo(b.path()))
                .forEach(f -> groups.computeIfAbsent(key(f.path()), k -> new ArrayList<>())
                        .add(f));
        return groups.values().stream()
                .filter(GgufGroup::isWhole)
                .map(g -> new GgufGroup(type(g.getFirst().path()), List.copyOf(g)))
                .toList();
    }

    private static String key(String path) {
        var part = PART.matcher(path);
        return part.matches() ? part.group(1) + "-of-" + part.group(3) : path;
    }

    private static boolean isWhole(List<HubFile> parts) {
        var first = PART.matcher(parts.getFirst().path());
        return !first.matches()
                || Integer.parseInt(first.group(2)) == 1 && Integer.parseInt(first.group(3)) == parts.size();
    }

    private static String type(String path) {
        var found = TYPE.matcher(RepositoryPath.name(path).toUpperCase(Locale.ROOT));
        var type = "";
        while (found.find()) {
            type = found.group();
        }
        return type;
    }

    String path() {
        return files.getFirst().path();
    }

    long bytes() {
        return files.stream().mapToLong(HubFile::size).sum();
    }

    /** Whether its weights are not quantised. */
    boolean isFloat() {
        return type.matches("B?F(P)?(16|32)");
    }

    boolean isOfType(String wanted) {
        return type.equalsIgnoreCase(wanted);
    }

    /** Whether the path has it as a word, or as several. */
    boolean names(String wanted) {
        return Pattern.compile("(?i)(^|[-._/])" + Pattern.quote(wanted) + "([-._/]|$)")
                .matcher(path())
                .find();
    }
}
