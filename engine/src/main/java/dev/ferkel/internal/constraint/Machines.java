package dev.ferkel.internal.constraint;

import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Machines made of others. */
public final class Machines {
    private Machines() {}

    /** This text; where it holds tokens that steer a model, those tokens. */
    public static Machine literal(Tokenizer tokenizer, String text) {
        var bytes = bytes(tokenizer, text);
        return follow -> bytes.length == 0 ? follow : new Literal(bytes, 0, follow);
    }

    /** A text's bytes as machines read them. */
    static byte[] bytes(Tokenizer tokenizer, String text) {
        var bytes = new ByteArrayOutputStream();
        for (int id : tokenizer.encode(text, false)) {
            bytes.writeBytes(tokenizer.isControl(id) ? TokenTrie.special(id) : tokenizer.bytes(id));
        }
        return bytes.toByteArray();
    }

    /** One after the other. */
    public static Machine sequence(Machine... parts) {
        return follow -> {
            var state = follow;
            for (int i = parts.length - 1; i >= 0; i--) {
                state = parts[i].start(state);
            }
            return state;
        };
    }

    /** Any of these. */
    public static Machine choice(List<Machine> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a choice of nothing");
        }
        return follow -> {
            var state = parts.getFirst().start(follow);
            for (var part : parts.subList(1, parts.size())) {
                state = Alternatives.either(state, part.start(follow));
            }
            return state;
        };
    }

    /** Once, or up to {@code most} times with something between. */
    public static Machine repeat(Machine part, Machine between, int most) {
        return follow -> {
            var state = part.start(follow);
            for (int i = 1; i < most; i++) {
                state = part.start(Alternatives.either(follow, between.start(state)));
            }
            return state;
        };
    }

    /** Any text in which {@code mark} does not come, up to its end or to the mark, which {@code rest} follows. */
    public static Machine textUntil(Tokenizer tokenizer, String mark, Machine rest) {
        var bytes = bytes(tokenizer, mark);
        return follow -> TextUntil.of(bytes, rest.start(follow), follow);
    }
}
