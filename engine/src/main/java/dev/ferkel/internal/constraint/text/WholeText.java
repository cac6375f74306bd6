package dev.ferkel.internal.constraint.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Between two characters of a text. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class WholeText extends TextState {
    private static final int ASCII = 128;

    final Texts texts;
    private final List<Regex> regexes;
    private int[] starts = {};
    private @Nullable WholeText[] targets = {};
    private final @Nullable TextState[] ascii = new TextState[ASCII];
    private final boolean[] asked = new boolean[ASCII];
    private @Nullable Loop loop;
    private final @Nullable TextState[] leads = new TextState[64];
    private final @Nullable TextState[] tails = new TextState[4];

    WholeText(Texts texts, List<Regex> regexes) {
        this.texts = texts;
        this.regexes = regexes;
    }

    @Override
    public List<Regex> regexes() {
        return regexes;
    }

    @Override
    public boolean accepts() {
        return regexes.getFirst().isNullable();
    }

    @Override
    public BitSet outcome() {
        var outcome = new BitSet();
        for (int i = 1; i < regexes.size(); i++) {
            outcome.set(i - 1, regexes.get(i).isNullable());
        }
        return outcome;
    }

    private void expand() {
        if (starts.length > 0) {
            return;
        }
        var cut = Partition.WHOLE;
        for (var regex : regexes) {
            cut = cut.and(regex.classes());
        }
        int n = cut.starts().length;
        var byColour = new HashMap<Integer, @Nullable WholeText>();
        var from = new int[n];
        var to = new @Nullable WholeText[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            int colour = cut.colours()[i];
            if (!byColour.containsKey(colour)) {
                byColour.put(colour, derive(cut.starts()[i]));
            }
            var target = byColour.get(colour);
            if (kept == 0 || to[kept - 1] != target) {
                from[kept] = cut.starts()[i];
                to[kept++] = target;
            }
        }
        targets = Arrays.copyOf(to, kept);
        starts = Arrays.copyOf(from, kept);
    }

    private @Nullable WholeText derive(int c) {
        if (!regexes.getFirst().after(c).isLive()) {
            return null;
        }
        var next = new ArrayList<Regex>(regexes.size());
        for (var regex : regexes) {
            next.add(regex.after(c));
        }
        return texts.state(next);
    }

    /** The state after a character; null if it can't come. */
    @Nullable
    WholeText after(int c) {
        expand();
        return targets[Partition.interval(starts, c)];
    }

    /** Whether any character in [lo, hi) can come. */
    boolean anyLive(int lo, int hi) {
        expand();
        for (int i = Partition.interval(starts, lo); i < starts.length && starts[i] < hi; i++) {
            if (targets[i] != null) {
                return true;
            }
        }
        return false;
    }

    /** The state after any character in [lo, hi), if it is the same for all; otherwise null. */
    @Nullable
    WholeText uniform(int lo, int hi) {
        expand();
        int i = Partition.interval(starts, lo);
        return i + 1 == starts.length || starts[i + 1] >= hi ? targets[i] : null;
    }

    @Override
    public @Nullable TextState next(int b) {
        if (b >= ASCII) {
            return lead(b);
        }
        if (!asked[b]) {
            asked[b] = true;
            if (!texts.json || b >= ' ' && b != '"' && b != '\\') {
                ascii[b] = after(b);
            } else if (b == '\\') {
                ascii[b] = EscapedText.start(this);
            }
        }
        return ascii[b];
    }

    private @Nullable TextState lead(int b) {
        if (b < 0xc2 || b > 0xf4) {
            return null;
        }
        int index = b - 0xc0;
        if (leads[index] == null) {
            int rest = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
            int bits = b & (b < 0xe0 ? 0x1f : b < 0xf0 ? 0xf : 0x7);
            leads[index] = Utf8Text.of(this, rest, bits);
        }
        var state = leads[index];
        return state == Utf8Text.DEAD ? null : state;
    }

    /** The state from which {@code rest} more bytes, any that continue a character, lead here. */
    TextState tail(int rest) {
        var tail = tails[rest];
        if (tail == null) {
            tail = new Utf8Tail(this, rest);
            tails[rest] = tail;
        }
        return tail;
    }

    @Override
    public Loop loop() {
        if (loop == null) {
            expand();
            loop = findLoop();
        }
        return loop;
    }

    private Loop findLoop() {
        var gate = regexes.getFirst();
        var repeat = gate instanceof Seq s && s.second.isLive() ? s.first : gate;
        if (repeat instanceof Repeat r && r.of instanceof Chars chars && r.most != Regexes.INFINITE) {
            return loop(
                    chars.set::contains,
                    chars.set.and(CharSet.range(ASCII, CharSet.END - 1)).equals(CharSet.range(ASCII, CharSet.END - 1)),
                    r.most);
        }
        return loop(c -> after(c) == this, uniform(ASCII, CharSet.END) == this, Integer.MAX_VALUE);
    }

    private Loop loop(IntPredicate member, boolean wide, int count) {
        long low = 0;
        long high = 0;
        for (int c = texts.json ? ' ' : 0; c < ASCII; c++) {
            if (member.test(c) && !(texts.json && (c == '"' || c == '\\'))) {
                low |= c < 64 ? 1L << c : 0;
                high |= c >= 64 ? 1L << c : 0;
            }
        }
        return new Loop(low, high, wide, count);
    }

    @Override
    public @Nullable Lengths lengths() {
        return regexes.size() > 1 ? null : Lengths.of(regexes.getFirst());
    }
}
