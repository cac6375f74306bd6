package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.grammar.GrammarMachine;
import dev.ferkel.internal.constraint.schema.JsonMachine;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes constraints for one tokenizer. What all of them share is built once, here. Safe for several threads. */
public final class ConstraintCompiler {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String THINKING = "<think>";
    private static final String END_OF_THINKING = "</think>";
    private static final int MOST_LINES = 2;

    private final Tokenizer tokenizer;
    private final TokenTrie trie;
    private final Set<Integer> endIds;
    private final MaskCache masks;

    /** @param endIds that end an answer; they may come where the text may end, and only there */
    public ConstraintCompiler(Tokenizer tokenizer, Set<Integer> endIds) {
        this.tokenizer = tokenizer;
        this.trie = new TokenTrie(tokenizer);
        this.endIds = Set.copyOf(endIds);
        this.masks = new MaskCache(trie, this.endIds);
        trie.strings();
    }

    /** Any JSON object. */
    public Machine jsonObject() {
        return jsonSchema(MAPPER.createObjectNode().put("type", "object"));
    }

    /**
     * JSON of which a schema holds.
     *
     * @throws FerkelException if the schema is not well formed, or asks for what can't be enforced
     */
    public Machine jsonSchema(JsonNode schema) {
        return JsonMachine.of(schema);
    }

    /**
     * Text that a pattern, written as in ECMA-262, matches from end to end.
     *
     * @throws FerkelException if the pattern is not well formed or can't be compiled
     */
    public Machine regex(String pattern) {
        return new RegexMachine(pattern);
    }

    /**
     * Text of a context-free grammar in llama.cpp's GBNF.
     *
     * @throws FerkelException if it isn't well formed, or a rule begins with itself
     */
    public Machine gbnf(String grammar) {
        return GrammarMachine.of(grammar);
    }

    /** One text, in which the tokenizer's special tokens count as such. */
    public Machine literal(String text) {
        return new LiteralMachine(bytes(text));
    }

    private byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int id : tokenizer.encode(text, false)) {
            bytes.writeBytes(trie.bytes(id));
        }
        return bytes.toByteArray();
    }

    /** Free text up to {@code </think>}, and then what the machine says. */
    public Machine afterReasoning(Machine machine) {
        var mark = bytes(END_OF_THINKING);
        return follow -> TextUntil.of(mark, new LineEnds(machine.start(follow), MOST_LINES), null);
    }

    /** What the machine says, at once or after thoughts that the model begins itself, by {@code <think>}. */
    public Machine afterOwnReasoning(Machine machine) {
        return Machines.choice(
                List.of(Machines.sequence(List.of(literal(THINKING), afterReasoning(machine))), machine));
    }

    /** Free text in which a mark does not come, up to its end or to the mark, which {@code rest} follows. */
    public Machine textUntil(String mark, Machine rest) {
        var bytes = bytes(mark);
        return follow -> TextUntil.of(bytes, rest.start(follow), follow);
    }

    /** A constraint whose machine begins anew; what it learned of the machine stays with it. */
    public TokenConstraint constraint(Machine machine) {
        return constraint(machine, () -> {});
    }

    /** @param failed is run when the machine can't go on: it is not to be used again */
    public TokenConstraint constraint(Machine machine, Runnable failed) {
        return new TokenConstraint(trie, masks, endIds, machine, failed);
    }
}
