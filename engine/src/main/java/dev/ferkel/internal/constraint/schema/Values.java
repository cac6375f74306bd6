package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.text.Numbers;
import dev.ferkel.internal.constraint.text.Regex;
import dev.ferkel.internal.constraint.text.RegexParser;
import dev.ferkel.internal.constraint.text.Regexes;
import dev.ferkel.internal.constraint.text.TextState;
import dev.ferkel.internal.constraint.text.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that the values of one machine share. */
final class Values {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private record Place(Goal goal, Frame frame) {}

    private record Contents(Kind kind, Goal goal) {}

    private record Inside(Frame up, Plan plan, @Nullable Names used) {}

    private record InText(Frame frame, TextState text) {}

    final Formulas formulas = new Formulas();
    final Regexes regexes = new Regexes();
    final Texts strings = new Texts(true);
    final Texts plain = new Texts(false);
    final Numbers numbers = new Numbers(regexes);
    final RegexParser patterns = new RegexParser(regexes);
    final Formats formats = new Formats(patterns);
    final Names noNames = new Names();
    private final Map<Place, ValueState> places = new HashMap<>();
    private final Map<Contents, Plan> plans = new HashMap<>();
    private final Map<Inside, ObjectFrame> objects = new HashMap<>();
    private final Map<Inside, ArrayFrame> arrays = new HashMap<>();
    private final Map<InText, State> texts = new HashMap<>();
    private final IdentityHashMap<Formula, Boolean> feasible = new IdentityHashMap<>();

    /** States that are remembered. */
    int size() {
        return places.size() + plans.size() + objects.size() + arrays.size() + texts.size();
    }

    /** Before a value. */
    ValueState value(Goal goal, Frame frame) {
        return places.computeIfAbsent(new Place(goal, frame), p -> new ValueState(this, goal, frame));
    }

    Plan plan(Kind kind, Formula gate, List<Formula> tracked) {
        return plans.computeIfAbsent(new Contents(kind, new Goal(gate, tracked)), c -> new Plan(this, kind, c.goal));
    }

    ObjectFrame object(Frame up, Plan plan, Names used) {
        return objects.computeIfAbsent(new Inside(up, plan, used), i -> new ObjectFrame(up, plan, used));
    }

    ArrayFrame array(Frame up, Plan plan) {
        return arrays.computeIfAbsent(new Inside(up, plan, null), i -> new ArrayFrame(up, plan));
    }

    State string(Frame frame, TextState text) {
        return texts.computeIfAbsent(new InText(frame, text), i -> new StringState(this, frame, text));
    }

    State number(Frame frame, TextState text) {
        return texts.computeIfAbsent(new InText(frame, text), i -> new NumberState(this, frame, text));
    }

    /** The value that was written. */
    JsonNode parse(byte[] text) {
        return MAPPER.readTree(text);
    }

    boolean matches(Regex language, String text) {
        TextState state = plain.start(regexes.any(), List.of(language));
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state.next(b & 0xff);
            if (state == null) {
                return false;
            }
        }
        return state.outcome().get(0);
    }

    /** The language of texts of which a formula, one about strings or numbers, is true. */
    Regex language(Formula f) {
        return switch (f) {
            case TextIn t -> t.language;
            case NumberIn n -> n.language;
            case Negation n -> regexes.not(language(n.of));
            case Junction j -> {
                var parts = j.parts.stream().map(this::language).toList();
                yield switch (j.type) {
                    case AND -> regexes.and(parts);
                    case OR -> regexes.or(parts);
                    case ONE -> one(parts);
                };
            }
            default -> f.isTrue() ? regexes.any() : regexes.none();
        };
    }

    private Regex one(List<Regex> parts) {
        var none = regexes.any();
        var one = regexes.none();
        for (var part : parts) {
            one = regexes.or(regexes.and(one, regexes.not(part)), regexes.and(none, part));
            none = regexes.and(none, regexes.not(part));
        }
        return one;
    }

    /** The language of numbers of which a formula is true. */
    Regex number(Formula gate, List<Formula> tracked) {
        boolean free = gate.isTrue() && tracked.stream().allMatch(f -> f.isTrue() || f.isFalse());
        return free ? numbers.written() : regexes.and(numbers.plain(), language(gate));
    }

    /** Whether a value may exist of which it is true, as far as that is found without a search. */
    boolean feasible(Formula f) {
        if (f.isTrue() || f.isFalse()) {
            return f.isTrue();
        }
        var known = feasible.putIfAbsent(f, true);
        if (known == null) {
            known = false;
            for (var kind : Kind.values()) {
                if (possible(kind, f.restrict(kind))) {
                    known = true;
                    break;
                }
            }
            feasible.put(f, known);
        }
        return known;
    }

    boolean possible(Kind kind, Formula f) {
        if (f.isTrue() || f.isFalse()) {
            return f.isTrue();
        }
        return switch (kind) {
            case STRING -> language(f).isLive();
            case NUMBER -> number(f, List.of()).isLive();
            case OBJECT, ARRAY -> possibleInside(kind, f);
            default -> throw new IllegalStateException("nothing is left to ask of " + kind);
        };
    }

    private boolean possibleInside(Kind kind, Formula f) {
        var known = feasible.putIfAbsent(f, true);
        if (known == null) {
            known = findInside(kind, f);
            feasible.put(f, known);
        }
        return known;
    }

    private boolean findInside(Kind kind, Formula f) {
        if (f instanceof Junction j && j.type != Junction.Type.AND) {
            return j.parts.stream().anyMatch(p -> possible(kind, p));
        }
        var parts = f instanceof Junction j ? j.parts : List.of(f);
        var plan = plan(kind, f, List.of());
        for (var part : parts) {
            if (part instanceof Has h && !plan.named(h.name).feasible
                    || (part instanceof Contains || part instanceof AtLeast && kind == Kind.ARRAY)
                            && !plan.item().feasible) {
                return false;
            }
        }
        return plan.canEnd() || (kind == Kind.ARRAY ? plan.item().feasible : plan.canGoOn(noNames));
    }

    List<Regex> languages(List<Formula> tracked) {
        var languages = new ArrayList<Regex>(tracked.size());
        tracked.forEach(f -> languages.add(language(f)));
        return languages;
    }
}
