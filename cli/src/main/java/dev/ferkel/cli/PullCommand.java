package dev.ferkel.cli;

import dev.ferkel.internal.hub.Hub;
import dev.ferkel.internal.hub.HubName;
import dev.ferkel.internal.hub.HubSettings;
import dev.ferkel.internal.hub.Need;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ferkel pull}: a model from a hub into the cache. */
@Command(
        name = "pull",
        description = "Download a model from the Hugging Face hub, or what is new of it.",
        footer = {
            "",
            "NAME is ORG/NAME with optional @REVISION (a branch, tag or commit) and :FILE. FILE is a file of the "
                    + "repository or a type of GGUF, such as Q4_K_M. Without it: the safetensors weights with config, "
                    + "tokenizer and template if there are any, otherwise the largest GGUF file that fits in memory, "
                    + "preferring quantised ones.",
            "",
            "Every command that takes a MODEL takes such a name, too, and downloads what is missing; what is in the cache "
                    + "is used without asking the hub, until pull asks it. An interrupted download is resumed. Files "
                    + "appear under their names only after their hash is verified. The cache is that of Python's "
                    + "huggingface_hub.",
            "",
            "Environment: HF_TOKEN (or the file that 'hf auth login' writes) for models that are private or gated, "
                    + "HF_ENDPOINT for another hub, HF_HOME or HF_HUB_CACHE for another place, HF_HUB_OFFLINE=1 to ask "
                    + "nobody.",
            "",
            "Examples:",
            "  ferkel pull HuggingFaceTB/SmolLM2-135M-Instruct",
            "  ferkel pull unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF:Q4_K_M",
            "  ferkel pull deepseek-ai/DeepSeek-V3:config.json",
            "  HF_ENDPOINT=https://hub.example.org ferkel pull our/model@v2",
            "  ferkel chat HuggingFaceTB/SmolLM2-135M-Instruct"
        })
final class PullCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "ORG/NAME[@REVISION][:FILE].")
    String name = "";

    @Mixin
    final CommonFlags common = new CommonFlags();

    private final Streams streams;
    private final Map<String, String> environment;

    PullCommand(Streams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var wanted = HubName.of(name);
        var settings = HubSettings.of(environment, StateFolder.home(environment));
        try (var view = new PullView(streams, common.quiet, wanted, settings)) {
            var pulled = new Hub(settings).pull(wanted, Need.WEIGHTS, view);
            view.close();
            if (!common.quiet) {
                streams.note("%s: %s, %s, commit %s%s"
                        .formatted(
                                wanted,
                                PullView.files(pulled.files()),
                                Quantity.bytes(pulled.bytes()),
                                pulled.commit().substring(0, 10),
                                pulled.downloaded() == 0 ? ", nothing new" : ""));
            }
            streams.show(pulled.path() + "\n");
        }
        return 0;
    }
}
