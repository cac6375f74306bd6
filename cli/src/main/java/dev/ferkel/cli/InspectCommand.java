package dev.ferkel.cli;

import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.config.Attention;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferkel inspect}: what is in a model's files. */
@Command(
        name = "inspect",
        description = "Tell what a model is: its network, size, cache, tokenizer, template, licence.",
        footer = {
            "",
            "Active parameters are those that one token passes: layers and head, without multi-token prediction.",
            "",
            "Examples:",
            "  ferkel inspect model.gguf",
            "  ferkel inspect DeepSeek-V3/config.json",
            "  ferkel inspect model.gguf --tensors",
            "  ferkel inspect model.gguf --json | jq .parameters.active"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "A GGUF file, a Hugging Face folder, a config.json alone, or a name on the hub, see pull; of a "
                            + "folder there, weights are not downloaded.")
    ModelArgument path = ModelArgument.NONE;

    @Option(names = "--tensors", order = 1, description = "List every tensor.")
    boolean listed;

    @Option(names = "--json", order = 2, description = "As one JSON object.")
    boolean json;

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;

    InspectCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        var found = Inspection.of(path.locateText(streams, common.quiet));
        streams.show(json ? InspectionJson.of(found, listed) + "\n" : text(found));
        return 0;
    }

    private String text(Inspection found) {
        var config = found.config();
        var parameters = found.parameters();
        var text = new StringBuilder();
        row(text, "model", found.name());
        row(
                text,
                "files",
                found.tensors().isEmpty()
                        ? "config only, no weights"
                        : "%s, %d tensors, %s"
                                .formatted(found.format(), found.tensors().size(), Quantity.bytes(found.bytes())));
        row(text, "architecture", architecture(found));
        row(text, "attention", attention(config.attention()));
        config.experts()
                .ifPresent(e -> row(
                        text,
                        "experts",
                        "%d of width %s, %d a token, %d shared, the first %d layers dense"
                                .formatted(
                                        e.routed(),
                                        Quantity.grouped(e.intermediateSize()),
                                        e.rule().perToken(),
                                        e.shared(),
                                        e.firstDense())));
        row(
                text,
                "parameters",
                "%s total, %s active a token"
                                .formatted(Quantity.count(parameters.total()), Quantity.count(parameters.active()))
                        + (found.drafts()
                                ? ", %s more in the multi-token prediction module"
                                        .formatted(Quantity.count(parameters.mtp()))
                                : ""));
        row(text, "context", Quantity.grouped(config.maxPositions()) + " tokens");
        row(
                text,
                "cache",
                "%s bytes a token (F16), %s for the whole context"
                        .formatted(
                                Quantity.grouped(found.cacheBytesPerToken()),
                                Quantity.bytes(found.cacheBytesPerToken() * config.maxPositions())));
        row(text, "tokenizer", found.tokenizer().isEmpty() ? "none" : found.tokenizer());
        row(text, "chat template", template(found));
        row(
                text,
                "drafts",
                found.drafts() ? "by its multi-token prediction module" : "no multi-token prediction module");
        row(text, "licence", found.licence().orElse("not stated"));
        types(text, found);
        if (listed) {
            tensors(text, found);
        }
        return text.toString();
    }

    private void row(StringBuilder text, String name, String value) {
        text.append(streams.style().dim("%-15s".formatted(name)))
                .append(streams.style().safe(value))
                .append('\n');
    }

    private static String architecture(Inspection found) {
        var c = found.config();
        return "%s: %d layers, hidden %s, feed-forward %s, vocabulary %s%s"
                .formatted(
                        c.architecture().name().toLowerCase(Locale.ROOT),
                        c.layers(),
                        Quantity.grouped(c.hiddenSize()),
                        Quantity.grouped(c.intermediateSize()),
                        Quantity.grouped(c.vocabularySize()),
                        c.tiedEmbeddings() ? ", head tied to the embedding" : "");
    }

    private static String attention(Attention attention) {
        return switch (attention) {
            case Attention.GroupedQuery g ->
                "grouped-query: %d heads of %d on %d keys and values"
                        .formatted(g.heads(), g.headDim(), g.keyValueHeads());
            case Attention.Latent l ->
                "multi-head latent: %d heads, %d + %d numbers a token and layer cached"
                        .formatted(l.heads(), l.keyValueLoraRank(), l.ropeHeadDim());
        };
    }

    private static String template(Inspection found) {
        if (!found.problem().isEmpty()) {
            return "not usable: " + found.problem();
        }
        return found.template().map(InspectCommand::abilities).orElse("none");
    }

    private static String abilities(ChatTemplate template) {
        return "yes; " + (template.reasons() ? "reasons" : "does not reason")
                + (template.callsTools() ? ", knows tools" : ", knows no tools");
    }

    private static void types(StringBuilder text, Inspection found) {
        if (!found.tensors().isEmpty()) {
            text.append("\n%-8s %8s %20s %20s%n".formatted("type", "tensors", "elements", "bytes"));
            for (var type : found.types()) {
                text.append("%-8s %8d %20s %20s%n"
                        .formatted(
                                type.type(),
                                type.tensors(),
                                Quantity.grouped(type.elements()),
                                Quantity.grouped(type.bytes())));
            }
        }
    }

    private void tensors(StringBuilder text, Inspection found) {
        text.append('\n');
        found.tensors()
                .forEach((name, tensor) -> text.append("%-8s %-20s %s%n"
                        .formatted(
                                tensor.type(),
                                tensor.shapeText(),
                                streams.style().safe(name))));
    }
}
