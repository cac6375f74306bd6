package dev.ferkel.internal.teacher;

import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.engine.Answer;
import dev.ferkel.internal.engine.TextParts;
import dev.ferkel.internal.grpo.Group;
import dev.ferkel.internal.grpo.Rollouts;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.reward.Attempt;
import dev.ferkel.internal.sft.TurnEncoder;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks a network problems by its chat template. */
public final class Asker implements AutoCloseable {
    /** What was asked, and what came. */
    public record Asked(Ask ask, int[] prompt, List<Answer> answers, List<Attempt> attempts) {}

    private final TurnEncoder encoder;
    private final boolean thinks;
    private final Rollouts rollouts;

    /** @param folder whose template and end tokens count */
    public Asker(Path folder, Tokenizer tokenizer, Model model, int running) {
        var text = TextParts.open(folder);
        var template = text.template().orElseGet(ChatTemplate::plain);
        encoder = new TurnEncoder(template, tokenizer);
        thinks = template.reasons();
        var ends = text.endOfGeneration();
        rollouts = new Rollouts(model, tokenizer, ends.isEmpty() ? Set.of(encoder.end()) : ends, running);
    }

    /** As {@link Rollouts#run}. A model whose template knows no thinking isn't asked to think. */
    public List<Asked> ask(List<Ask> asks, int group, float temperature, int maxTokens, long seed) {
        var prompts = new ArrayList<int[]>();
        var open = new ArrayList<Ask>();
        for (var ask : asks) {
            open.add(new Ask(ask.problem(), ask.thinking() && thinks));
            prompts.add(encoder.prompt(
                    List.of(Map.of("role", "user", "content", ask.problem().question())), ask.thinking()));
        }
        var answers = rollouts.run(prompts, group, temperature, maxTokens, seed);
        var asked = new ArrayList<Asked>();
        for (int i = 0; i < open.size(); i++) {
            var ask = open.get(i);
            var attempts = answers.get(i).stream()
                    .map(a -> Group.attempt(ask.problem(), ask.thinking(), a))
                    .toList();
            asked.add(new Asked(ask, prompts.get(i), answers.get(i), attempts));
        }
        return asked;
    }

    @Override
    public void close() {
        rollouts.close();
    }
}
