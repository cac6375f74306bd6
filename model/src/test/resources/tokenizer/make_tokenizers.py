"""Golden ids and decodings of Hugging Face `tokenizers` for small hand-made tokenizer.json files, one for each thing such a file can say.

    pip install tokenizers==0.21.0
    python make_tokenizers.py .        -> tokenizers.json.gz, patterns.json.gz

tokenizers.json.gz: {"model": vocabulary and merges shared by the cases,
                     "texts": [..], "normalizers": [{"normalizer", "texts": their normal forms}],
                     "cases": [{"name", "tokenizer": a tokenizer.json whose model lacks what "model" has, "texts": [indices], "own": [further texts],
                                "ids": [[..] a text], "ids_special": [.. where they differ, else null], "decoded", "decoded_skip": [of random ids "sequences"]}],
                     "refused": [{"name", "tokenizer", "says": what the message must name}]}
patterns.json.gz:   {"texts": [..], "pre": {GGUF pre-tokenizer name: [[piece lengths in code points] a text]}, "regex": {pattern: the same}}

Version 0.23.3 gives the same, but for two things: it decodes an added token that is "normalized" to its normal form (and if that differs, no longer takes it for
special), and among added tokens with one normal form it takes any. Ferkel does as 0.21 does.

The vocabulary is trained with merges that cross words, so that a piece cut at another place shows in the ids.
"""
import gzip, json, random, sys
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

out = sys.argv[1]
rng = random.Random(7)

CORPUS = [
    "the quick brown fox jumps over the lazy dog, and the dog sleeps in the sun. the fox is quick; the dog isn't.\n",
    "It's 1984 again: 12 345 apples, 3.50 each -- we'll say they're good, don't you think? I'd say I've seen 2024.\n\n",
    "public static void main(String[] args) {\n    int x = 10;\n    System.out.println(x + 1);\n}\n\n",
    "def f(x):\n\treturn x + 1  # plus one\n\n\ndef g(y):\n\treturn f(y) + 2\n",
    "{\"name\": \"fox\", \"values\": [1, 2, 3], \"ok\": true}\r\n{\"name\": \"dog\", \"values\": [10, 20, 30]}\r\n",
    "caf\u00e9 na\u00efve \u00fcber stra\u00dfe \u00c5ngstr\u00f6m e\u0301e\u0301 \u4f60\u597d\u4e16\u754c\u4f60\u597d \u3053\u3093\u306b\u3061\u306f \u4e16\u754c \ud55c\uad6d\uc5b4 \ud55c\uad6d \U0001f600\U0001f600 \U0001f680\n",
    "hello   world    hello world  hello\tworld\n  hello, hello! hello? (hello) [hello] <hello> \u201chello\u201d \u2014 hello\u2026\n",
    "\u041f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440, \u043f\u0440\u0438\u0432\u0435\u0442! \u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u03ba\u03cc\u03c3\u03bc\u03b5 a1b2c3 x\u00b2 + y\u00b2 = z\u00b2 aaaa aaaaaaaa bbbb abab\n",
]

def train(size):
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tok.train_from_iterator(CORPUS * 2, trainers.BpeTrainer(vocab_size=size, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), max_token_length=12, show_progress=False))
    m = json.loads(tok.to_str())["model"]
    return m["vocab"], m["merges"]

VOCAB, MERGES = train(700)
SIZE = len(VOCAB)

TEXTS = [t.rstrip("\n") for t in CORPUS] + CORPUS[2:4] + [
    "", " ", "  ", "   a", "a   ", "\n", "\n\n", "\r\n", "a\nb", "a \n b", "\t\tx", "a\u00a0b\u3000c\u2003d\u0085e\u2028f", "\u00a0 a", "x\u200bx\u200dx\u200cx", "\ufeffa",
    "hello world", " hello", "HELLO World", "hello  hello", "don't DON'T we'll it's 'tis '\u017f", "1", "12", "123", "1234", "12345678", "a1b22c333d", "3.14 1,000 x\u00b2y\u00b3 \u2163 \u0661\u0662\u0663 \uff11\uff12 \u00bd",
    "...", "a.b,c;d!", "--x--", "$5 + \u20ac3 = <8>", "\u00bfqu\u00e9? \u00abs\u00ed\u00bb", "_a_ __b__", "(a)(b)", "/usr/bin/env", "a|b^c~d`e",
    "\u4f60\u597d\uff0c\u4e16\u754c\uff01", "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c", "\u4f60\u597dabc\u4e16\u754c123", "\ud55c\uad6d\uc5b4 \uc138\uacc4", "\u1100\u1161\u11a8\uac00",
    "e\u0301 \u00e9 \u212b A\u030a \ufb01 \u2460 \u1e9b\u0323 q\u0307\u0323", "\u0130stanbul \u03a3\u03a3 \u039f\u03a3 \u1e9e \u01c5", "\u0301a", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0e20\u0e32\u0e29\u0e32",
    "\U0001f600", "a\U0001f600b \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea", "\U0001d7cf\U0001d7d0 \U00020bb7", "\x00\x01a\x1f\x7f", "aaaaaaaaaaaaaaaa", "abababab", "aa bb  aa", "xyzxyz",
    "the the  the   the", "fox\ndog\n\nfox\r\n\r\ndog", "  indented\n    more\n", "a_b-c.d/e", "The Quick. Brown", "say \"hi\"", "'quoted' 's 'll'",
]
ALPHABET = "aaabcxyzABZ  \t\n\r.,!'-_(/$+0129\u00e9\u00df\u0301\u00b2\u2163\u0661\u00a0\u3000\u4f60\u597d\u3042\uac00\u1100\u0130\u03a3\u017f\ufb01\U0001f600\u200d\u2014\u00ab"
TEXTS += ["".join(rng.choice(ALPHABET) for _ in range(rng.randrange(1, 24))) for _ in range(40)]

BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}

def bytes_level(prefix, regex):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}

def seq(*steps):
    return {"type": "Sequence", "pretokenizers": list(steps)}

def split(pattern, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}

def rx(text):
    return {"Regex": text}

def lit(text):
    return {"String": text}

def added(content, **flags):
    token = {"id": 0, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    token.update(flags)
    return token

def file(pre=None, normalizer=None, tokens=(), post=None, decoder="bytes", model=None):
    tokens = [dict(t) for t in tokens]
    known = set(VOCAB)
    for t in tokens:      # the ids that the library gives: the vocabulary's, or the next
        if not t["id"]:
            t["id"] = VOCAB.get(t["content"], SIZE + len([x for x in tokens[: tokens.index(t)] if x["content"] not in known]))
    base = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False,
            "byte_fallback": False, "ignore_merges": False}
    base.update(model or {})
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens, "normalizer": normalizer, "pre_tokenizer": pre or bytes_level(False, True),
            "post_processor": post, "decoder": bytes_level(True, True) if decoder == "bytes" else decoder, "model": base}

def whole(tokenizer):
    full = json.loads(json.dumps(tokenizer))
    full["model"].setdefault("vocab", VOCAB)
    full["model"].setdefault("merges", MERGES)
    return full

cases = []
panics = []

def copes(tok, text, name):
    """Whether the reference has an answer: some normalizers of it panic on some texts."""
    try:
        tok.encode(text)
        return True
    except BaseException:
        panics.append((name, text))
        return False

def case(name, tokenizer, own=(), count=45):
    tok = Tokenizer.from_str(json.dumps(whole(tokenizer)))
    chosen = [i for i in sorted(rng.sample(range(len(TEXTS)), min(count, len(TEXTS)))) if copes(tok, TEXTS[i], name)]
    own = [t for t in own if copes(tok, t, name)]
    texts = [TEXTS[i] for i in chosen] + own
    ids = [tok.encode(t, add_special_tokens=False).ids for t in texts]
    special = [tok.encode(t, add_special_tokens=True).ids for t in texts]
    known = sorted(set(tok.get_vocab(with_added_tokens=True).values()))
    tokens = sorted(tok.get_added_tokens_decoder()) or [0]
    sequences = [[rng.choice(tokens) if rng.random() < 0.15 else rng.choice(known) for _ in range(rng.randrange(1, 20))] for _ in range(6)] + special[-3:]
    cases.append({"name": name, "tokenizer": tokenizer, "texts": chosen, "own": own, "ids": ids, "ids_special": [s if s != i else None for s, i in zip(special, ids)],
                  "sequences": sequences, "decoded": [tok.decode(s, skip_special_tokens=False) for s in sequences], "decoded_skip": [tok.decode(s, skip_special_tokens=True) for s in sequences]})

BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
for pattern_name, pattern in {"space": lit(" "), "literal": lit("a."), "digits": rx(r"\p{N}+"), "vowel": rx("[aeiou]"), "empty": rx("[0-9]*"), "words": rx(r"\s+(?!\S)|\s+|'s| ?\w+")}.items():
    for behavior in BEHAVIORS:
        for invert in (False, True):
            case(f"split {pattern_name} {behavior} {'invert' if invert else ''}", file(seq(split(pattern, behavior, invert), BYTES)), ["a.a.b.", "12a34", "a1", "eea ie", "x  y"], 22)
for individual in (False, True):
    case(f"digits {individual}", file(seq({"type": "Digits", "individual_digits": individual}, BYTES)))
    case(f"digits {individual} then regex", file(seq({"type": "Digits", "individual_digits": individual}, bytes_level(False, True))))
    case(f"digits {individual} after bytes", file(seq(bytes_level(False, True), {"type": "Digits", "individual_digits": individual}, split(rx("[0-9][0-9][0-9]")))))
for prefix in (False, True):
    for regex in (False, True):
        case(f"bytes prefix {prefix} regex {regex}", file(bytes_level(prefix, regex)), ["a", "\ta", "\u00a0a", " a"])
        case(f"split, bytes prefix {prefix} regex {regex}", file(seq(split(rx("[,.;]"), "MergedWithPrevious"), bytes_level(prefix, regex))))
case("nested sequences", file(seq(seq(split(rx(r"\p{N}{1,3}")), seq(split(rx("[\u4e00-\u9fa5]+")))), seq(), seq(bytes_level(False, True)))))
case("added token and prefix space", file(bytes_level(True, True), tokens=[added("<a>"), added("<b>", special=True)]), ["<a>x<b>y", "x<a> y", "<a>", "<a><b>x", " <a>"])
for behavior in BEHAVIORS:
    case(f"punctuation {behavior}", file(seq({"type": "Punctuation", "behavior": behavior}, BYTES)), count=25)
case("whitespace", file(seq({"type": "Whitespace"}, BYTES)))
case("whitespace split", file(seq({"type": "WhitespaceSplit"}, BYTES)))
case("char delimiter", file(seq({"type": "CharDelimiterSplit", "delimiter": "a"}, BYTES)))

NORMALIZERS = {
    "nfc": {"type": "NFC"}, "nfd": {"type": "NFD"}, "nfkc": {"type": "NFKC"}, "nfkd": {"type": "NFKD"}, "lowercase": {"type": "Lowercase"}, "strip accents": {"type": "StripAccents"},
    "strip": {"type": "Strip", "strip_left": True, "strip_right": True}, "strip left": {"type": "Strip", "strip_left": True, "strip_right": False}, "strip right": {"type": "Strip", "strip_left": False, "strip_right": True},
    "replace literal": {"type": "Replace", "pattern": lit("a."), "content": "$0\\"}, "replace regex": {"type": "Replace", "pattern": rx(r"\s+"), "content": "_"}, "replace empty": {"type": "Replace", "pattern": rx("b*"), "content": "-"},
    "prepend": {"type": "Prepend", "prepend": "\u2581 "}, "empty sequence": {"type": "Sequence", "normalizers": []},
    "sequence": {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, {"type": "Replace", "pattern": lit(" "), "content": "\u2581"}, {"type": "Prepend", "prepend": "x"}]},
    "nested": {"type": "Sequence", "normalizers": [{"type": "Sequence", "normalizers": [{"type": "Strip", "strip_left": True, "strip_right": True}]}, {"type": "NFKC"}]},
}
NORMALIZED = []
for name, normalizer in NORMALIZERS.items():
    n = Tokenizer.from_str(json.dumps(whole(file(normalizer=normalizer)))).normalizer
    NORMALIZED.append({"normalizer": normalizer, "texts": [n.normalize_str(t) for t in TEXTS]})
    if name != "replace empty":   # there `encode` of the reference panics, or repeats characters
        case(f"normalizer {name}", file(normalizer=normalizer), ["\u0085a\u0085", "\x1ca\x1c", "\u2003 a \u3000", "\u039f\u03a3 \u03a3", "bb", "a.a.", "\u0130"])

REACHED = set()
for a, b in MERGES:
    REACHED.add(a + b)
extra = ["lazydog", "\u0120worldhello", "zzz", "\u0120\u0120\u0120\u0120\u0120\u0120\u0120x", "123456"]
big = dict(VOCAB)
for e in extra:
    big.setdefault(e, len(big))
for ignore in (False, True):
    case(f"ignore merges {ignore}", file(model={"ignore_merges": ignore, "vocab": big, "merges": MERGES}), ["lazydog lazydog worldhello worldhello", "zzz zzzz", "123456 1234567", " worldhello", "       x"])
    case(f"ignore merges {ignore}, no regex", file(BYTES, model={"ignore_merges": ignore, "vocab": big, "merges": MERGES}), ["lazydog", " worldhello", "zzz"])
case("merges as texts", file(model={"merges": [" ".join(m) for m in MERGES], "vocab": VOCAB}))
case("merges as texts with a version line", file(model={"merges": ["#version: 0.2"] + [" ".join(m) for m in MERGES], "vocab": VOCAB}))
small = {c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
for t in ("ab", "bc", "abc", "aa", "aaa", "aaaa"):
    small[t] = len(small)
case("a merge given twice: the last counts", file(model={"vocab": small, "merges": [["a", "b"], ["b", "c"], ["a", "b"], ["a", "bc"], ["a", "a"]]}), ["abc", "abcabc", "aab"])
case("a token from two merges", file(model={"vocab": small, "merges": [["b", "c"], ["a", "bc"], ["a", "b"], ["ab", "c"], ["a", "a"], ["aa", "a"], ["a", "aa"], ["aa", "aa"]]}), ["abc", "aaabc", "aaaaaaa", "aabcabab"])
case("later merges first", file(model={"vocab": small, "merges": [["aa", "aa"], ["ab", "c"], ["aa", "a"], ["a", "b"], ["b", "c"], ["a", "a"]]}), ["abc", "aaabc", "a" * 33, "aabcabab" + "a" * 60, "ab" * 40 + "c"])
gaps = {t: i for t, i in VOCAB.items() if t not in "xyz" and t not in ("\u0120", "\u00e4") and "x" not in t and "y" not in t and "z" not in t and "\u0120" not in t and "\u00e4" not in t}
gap_merges = [m for m in MERGES if all(p in gaps for p in (m[0], m[1], m[0] + m[1]))]
case("bytes missing", file(model={"vocab": gaps, "merges": gap_merges}), ["axyza", "xyz", "\u4f60x"])
for fuse in (False, True):
    case(f"unknown token, fuse {fuse}", file(model={"vocab": dict(gaps, **{"<unk>": SIZE + 5}), "merges": gap_merges, "unk_token": "<unk>", "fuse_unk": fuse}), ["axyza", "xyz", "\u4f60x", "x a y"])

FLAGS = ("single_word", "lstrip", "rstrip", "normalized", "special")
every = [added("tok" + "".join("01"[(bits >> i) & 1] for i in range(5)), **{f: bool((bits >> i) & 1) for i, f in enumerate(FLAGS)}) for bits in range(32)]
around = []
for t in every:
    c = t["content"]
    around += [f"a {c} b", f"a{c}b", f"  {c}  {c}\n", f"{c}{c}.", rng.choice([f"_{c}", f"{c}\u00e9", f"{c}\u200d", f"\u00b2{c}", f"\u00a0{c}\u3000", f"{c}1", f"\u0301{c}\u0301"])]
case("added tokens, every flag", file(tokens=every), around, 10)
case("added tokens, every flag, lowercased", file(tokens=[dict(t, content=t["content"].replace("tok", "ToK")) for t in every], normalizer={"type": "Lowercase"}), [a.replace("tok", s) for a in around[::2] for s in ("tok", "ToK")], 10)
overlapping = [added("<a"), added("<ab>"), added("ab>c"), added(">c"), added("<ab"), added("  ", rstrip=True), added("   x"), added("\n", lstrip=True), added("foo", single_word=True), added("fo"), added("o b", normalized=True), added("hello"), added("hello world", special=True)]
case("added tokens, overlapping", file(tokens=overlapping), ["<ab>c", "<a<ab<ab>", "ab>c<ab>cab>", "x    x   x", "      a", "foo food fo foo.", "_foo foo_", "foo b", "fo o bar", "a  \n\n b \n", "hello worldhello", "hello   world", "<ab><a>c", "  \n  "], 20)
case("added tokens, overlapping, prepended", file(tokens=overlapping, normalizer={"type": "Prepend", "prepend": "_"}), ["<ab>c", "o b", "_o b", "foo b", "x _o b"], 20)
case("added tokens that the normalizer changes", file(tokens=[added("\u00c9\u00c9", normalized=True), added("\u00e9", normalized=False, special=True), added("\ufb01N", normalized=True, special=True), added(" Sp ", normalized=True, lstrip=True)],
     normalizer={"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]}), ["\u00c9\u00c9", "\u00e9\u00e9", "E\u0301E\u0301", "fin FIN \ufb01n \ufb01N", "a  sp  b", "a Sp b", "\u00e9\u00c9\u00c9"], 20)
case("added tokens with one normal form", file(tokens=[added("AB", normalized=True), added("ab", normalized=True), added("Ab", normalized=True, special=True)], normalizer={"type": "Lowercase"}), ["ab", "AB", "aB Ab"], 5)
case("added tokens of the vocabulary", file(tokens=[added("the", special=True), added("\u0120hello"), added("a", single_word=True)]), ["the hello", "\u0120hello", "a a1 a"], 20)
case("added tokens with other ids", file(tokens=[added("<x>", id=SIZE + 40), added("<y>", id=SIZE + 50), added("q", id=3), added("", id=SIZE + 9), added("<z>", id=2)]), ["<x><y>q<z>"], 10)
case("added token twice", file(tokens=[added("<x>", id=SIZE), added("<x>", id=SIZE, special=True, rstrip=True)]), ["<x>  a"], 5)
case("no regex, special between", file(BYTES, tokens=[added("<|x|>", special=True), added("<|\u4f60|>", special=True)]), ["a<|x|>b", "<|\u4f60|>\u4f60<|x|>", "<|x|", "<|x|><|x|>"], 20)

S = [added("<s>", special=True), added("</s>", special=True), added("<x>")]
def template(single, **tokens):
    return {"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": {t: {"id": t, "ids": ids, "tokens": [t] * len(ids)} for t, ids in tokens.items()}}
A = {"Sequence": {"id": "A", "type_id": 0}}
def special(t):
    return {"SpecialToken": {"id": t, "type_id": 0}}
case("template before", file(tokens=S, post=template([special("<s>"), A], **{"<s>": [SIZE]})), ["", "<s>a"], 10)
case("template around", file(tokens=S, post=template([special("<s>"), special("</s>"), A, special("</s>")], **{"<s>": [SIZE], "</s>": [SIZE + 1, 5]})), ["", "<s>a"], 10)
case("post sequence", file(tokens=S, post={"type": "Sequence", "processors": [bytes_level(True, False), template([special("<s>"), A, special("</s>")], **{"<s>": [SIZE], "</s>": [SIZE + 1]})]}), [""], 10)
case("roberta", file(tokens=S, post={"type": "RobertaProcessing", "sep": ["</s>", SIZE + 1], "cls": ["<s>", SIZE], "trim_offsets": True, "add_prefix_space": False}), [""], 10)
case("bert", file(tokens=S, post={"type": "BertProcessing", "sep": ["</s>", SIZE + 1], "cls": ["<s>", SIZE]}), [""], 10)
case("post bytes", file(tokens=S, post=bytes_level(True, True)), [""], 10)
case("decoder sequence", file(tokens=S, decoder={"type": "Sequence", "decoders": [bytes_level(True, True)]}), [""], 10)

# What is refused: the message must hold the words.
refused = []
def refuse(name, tokenizer, *says):
    refused.append({"name": name, "tokenizer": tokenizer, "says": list(says)})
for m in ("WordPiece", "WordLevel", "Unigram"):
    refuse(m, file(model={"type": m}), "model", m)
refuse("byte_fallback", file(model={"byte_fallback": True}), "byte_fallback")
refuse("prefix", file(model={"continuing_subword_prefix": "##"}), "continuing_subword_prefix", "##")
refuse("suffix", file(model={"end_of_word_suffix": "</w>"}), "end_of_word_suffix", "</w>")
refuse("dropout", file(model={"dropout": 0.1}), "dropout", "0.1")
refuse("unk", file(model={"unk_token": "<nowhere>"}), "unk_token", "<nowhere>")
refuse("merge", file(model={"merges": [["a", "qqq"]]}), "merge", "qqq")
refuse("merge of three", file(model={"merges": ["a b c"]}), "merge", "a b c")
for n in ("Nmt", "BertNormalizer", "Precompiled", "ByteLevel", "Unheard"):
    refuse("normalizer " + n, file(normalizer={"type": n}), "normalizer", n)
refuse("nested normalizer", file(normalizer={"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Nmt"}]}), "normalizer", "Nmt")
for p in ("Metaspace", "BertPreTokenizer", "UnicodeScripts", "FixedLength", "Unheard"):
    refuse("pre-tokenizer " + p, file(seq({"type": p}, BYTES)), "pre-tokenizer", p)
refuse("no byte level", file(split(lit(" "))), "ByteLevel")
refuse("no pre-tokenizer", dict(file(), pre_tokenizer=None), "ByteLevel")
refuse("two byte levels", file(seq(BYTES, BYTES)), "ByteLevel")
refuse("behavior", file(seq(split(lit(" "), "Sideways"), BYTES)), "behavior", "Sideways")
refuse("pattern", file(seq(split({"Glob": "*"}), BYTES)), "pattern")
refuse("regex", file(seq(split(rx("(a")), BYTES)), "(a")
refuse("regex flags", file(seq(split(rx("(?m:a.b)")), BYTES)), "(?m")
refuse("regex interval", file(seq(split(rx("a{1,3}+")), BYTES)), "{1,3}+")
refuse("regex class", file(seq(split(rx("[[:graph:]]")), BYTES)), "[:graph:]")
for d in ("WordPiece", "Metaspace", "BPEDecoder", "ByteFallback", "CTC", "Fuse", "Strip"):
    refuse("decoder " + d, file(decoder={"type": d}), "decoder", d)
refuse("no decoder", file(decoder=None), "decoder")
refuse("decoder in a sequence", file(decoder={"type": "Sequence", "decoders": [bytes_level(True, True), {"type": "Fuse"}]}), "decoder", "Fuse")
refuse("post-processor", file(post={"type": "Unheard"}), "post_processor", "Unheard")
refuse("template of two", file(post=template([A, {"Sequence": {"id": "B", "type_id": 1}}])), "post_processor", "B")
refuse("template without text", file(tokens=S, post=template([special("<s>")], **{"<s>": [SIZE]})), "post_processor")
refuse("template of a missing token", file(post=template([special("<q>"), A])), "post_processor", "<q>")
refuse("two templates", file(tokens=S, post={"type": "Sequence", "processors": 2 * [template([special("<s>"), A], **{"<s>": [SIZE]})]}), "post_processor")   # the reference panics
refuse("template of an id that is none", file(post=template([special("<q>"), A], **{"<q>": [SIZE + 7]})), "post_processor", str(SIZE + 7))
refuse("two tokens of one id", file(model={"vocab": dict(VOCAB, **{"twice": 5})}), "id 5")
refuse("a flag that is none", file(seq(split(lit(" "), invert="yes"), BYTES)), "invert", "yes")
refuse("a normalizer that is none", file(normalizer=5), "normalizer", "5")
refuse("steps that are none", file(normalizer={"type": "Sequence", "normalizers": {}}), "normalizers")
refuse("a content that is none", file(normalizer={"type": "Prepend", "prepend": 5}), "prepend", "5")
refuse("added tokens that are none", dict(file(), added_tokens={"a": 1}), "added_tokens")
refuse("merges missing", file(model={"merges": 3}), "merges")

json_text = lambda o: json.dumps(o, ensure_ascii=True, separators=(",", ":"))
def write(name, o):
    with open(f"{out}/{name}", "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as f:
        f.write(json_text(o).encode())
write("tokenizers.json.gz", {"model": {"vocab": VOCAB, "merges": MERGES}, "texts": TEXTS, "normalizers": NORMALIZED, "cases": cases, "refused": refused})

# GGUF's names, with llama.cpp's patterns (src/llama-vocab.cpp) in Oniguruma's spelling; each applied to the pieces of the one before.
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
LLAMA3 = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
LETTERS = ("A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481"
           "\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57"
           "\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d"
           "\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787"
           "\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f\U000104b0-\U000104d3\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2"
           "\U000118a0-\U000118df\U0001e900-\U0001e943")
PRE = {
    "deepseek-llm": ["[\r\n]", rf"\s?[{LETTERS}]+", "\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+", r"\s+$", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+", r"\p{N}+"],
    "deepseek-coder": ["[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+", r"\p{N}"],
    "deepseek-v3": [r"\p{N}{1,3}", "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
                    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+"],
    "qwen2": [QWEN2], "deepseek-r1-qwen": [QWEN2], "llama-bpe": [LLAMA3], "smollm": [r"\p{N}", GPT2], "gpt-2": [GPT2],
    "default": [r"[\p{P}\$\+<=>\^\~\|]+", GPT2, r"\p{N}+", "[0-9][0-9][0-9]"],
}
O200K = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
         r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
REGEX = [  # as tokenizer.json files have them, and what else the syntax can say
    GPT2 + r"|\s+", QWEN2.replace(QWEN2[: QWEN2.index("|[^")], "(?i:'s|'t|'re|'ve|'m|'ll|'d)"), LLAMA3.replace(LLAMA3[: LLAMA3.index("|[^")], "(?i:'s|'t|'re|'ve|'m|'ll|'d)"), O200K,
    r"[\p{Han}]+", r"\p{Hiragana}|\p{Latin}+", r"\w+", r"\W+", r"[\w.]+", r"\h+", r"[[:alpha:]]+", r"[[:space:][:digit:]]", r"a.b|.+?c", r"^\s*\w", r"\s+$", r"(?<=a)b", r"\bthe\b", r"[^\S\r\n]+", r"[a-z&&[^aeiou]]+",
    r"[^(\s|.,!?…。，、।۔،)]+", r"\s{2,4}|\t", r"(?>a|ab)c", r"\p{Lu}\p{Ll}*", r"[\x{4e00}-\x{9fa5}]", r"\d{3}(?=\d)", r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
]
MIX = ALPHABET + "stremvldSTREMVLD''''  \r\n\n\t\u0085\u2028\u00b5\u0294\u02b0\u3001\uff01\u2018\u0903\u093f\u20ac^~|`<=>\u0660\u2460\u00a8\u0345\U00020bb7\U0001d7d8\U0001e900\x01\u200b\ufeff\uff21\u0e01\u3007\u9fa6\u0800\ud7a3"
pattern_texts = TEXTS + ["".join(rng.choice(MIX) for _ in range(rng.randrange(2, 40))) for _ in range(260)] + [a + b + c for a in " \n'a1." for b in " \r\n\u3000's.1\u0301" for c in ["", "a", " ", "\n", "re"]]

def lengths(patterns, text):
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(p), "isolated") for p in patterns])
    pieces = [piece for piece, _ in pre.pre_tokenize_str(text)]
    assert "".join(pieces) == text
    return [len(p) for p in pieces]
write("patterns.json.gz", {"texts": pattern_texts, "pre": {n: [lengths(ps, t) for t in pattern_texts] for n, ps in PRE.items()}, "regex": {p: [lengths([p], t) for t in pattern_texts] for p in REGEX}})
print(len(cases), "cases,", sum(len(c["ids"]) for c in cases), "texts,", len(refused), "refusals,", len(pattern_texts), "pattern texts; the reference panicked at", panics)
