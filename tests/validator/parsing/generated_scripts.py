"""Generated scripts: words in all kinds of quotes, variables, lists, here-documents, in all kinds of control flow."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("A", "B", "LONG_NAME", "E1", "E2")
LISTS = ("args", "more")
_PLAIN = st.text("abz019=.,/:-_+@%", min_size=1, max_size=6)
_ANY = "ab 1=.,{}[]'\"\\$`!#&|;<>()~é\t-/:é"


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _double(text: str) -> str:
    return '"' + "".join(f"\\{c}" if c in '"\\$`' else c for c in text) + '"'


def _ansi(text: str) -> str:
    return "$'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\t", "\\t") + "'"


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in "=.,/:-_" else f"\\{c}" for c in text)


_TEXT = st.text(_ANY, max_size=8)
_NAME = st.sampled_from(NAMES)
_EXPANSION = st.one_of(
    _NAME.map(lambda name: f"${{{name}}}"),
    st.tuples(_NAME, _PLAIN).map(lambda pair: f"${{{pair[0]}:-{pair[1]}}}"),
    st.sampled_from(["$(echo x)", "`echo y`", "$((1+2))", "${#A}", "${A%b}", "$1", "${args[0]}", "$(printf 'a b')"]),
)
_INSIDE = st.lists(st.one_of(_TEXT.map(lambda t: _double(t)[1:-1]), _EXPANSION), max_size=3).map("".join)
_PIECE = st.one_of(
    _PLAIN,
    _TEXT.map(_single),
    _TEXT.map(_double),
    _TEXT.map(_ansi),
    _TEXT.filter(bool).map(_escaped),
    _INSIDE.map(lambda text: f'"{text}"'),
    _EXPANSION,
    st.sampled_from(
        ["{a,b}", "{x}", "{a,'b c'}", "$'\\x41\\n\\101'", "\\\n", "[0]", "{", "}", "{}", '$"x y"', "#", "~"]
    ),
)
_WORD = st.lists(_PIECE, min_size=1, max_size=4).map("".join)
_LIST = st.sampled_from(LISTS).map(lambda name: f'"${{{name}[@]}}"')
_ARGUMENT = st.one_of(_WORD, _WORD, _LIST, st.sampled_from(["${args[@]}", "$A", "$B", '"$A"', "-f", "''", "x"]))
_GAP = st.sampled_from([" ", "  ", " \\\n  ", "\t"])
_HERE = st.tuples(st.sampled_from(["EOF", "'EOF'", '"EOF"', "\\EOF"]), st.sampled_from(["<<", "<<-"]), _INSIDE, _PLAIN)


@st.composite
def calls(draw: st.DrawFn, name: str) -> str:
    """Return a call of helm, whose first argument is its name."""
    words = [f"helm{draw(_GAP)}{name}"]
    words += [draw(_GAP) + draw(_ARGUMENT) for _ in range(draw(st.integers(0, 4)))]
    call = "".join(words)
    match draw(st.integers(0, 9)):
        case 0:
            begin, operator, text, more = draw(_HERE)
            rest = draw(st.sampled_from(["", " && true", " || true", " > /dev/stdout"]))
            return f"{call} - {operator}{begin}{rest}\n{text}\n\t{more}: $A \\$B \\\\\n  x\nEOF"
        case 1:
            begin, operator, text, more = draw(_HERE)
            return f"cat {operator}{begin} | {call} -\n\n  {text}\n{more}\nEOF"
        case 2:
            return f'{call} - <<< "{draw(_INSIDE)}"'
        case 3:
            return f"X=1 {call}"
        case 4:
            return f"true && {call}"
        case 5:
            return f"{call} < /dev/null 2>&1"
        case _:
            return call


@st.composite
def assignments(draw: st.DrawFn) -> str:
    """Return an assignment."""
    value = draw(st.one_of(_WORD, _TEXT.map(_double), st.just("")))
    match draw(st.integers(0, 8)):
        case 0:
            return f"export {draw(_NAME)}={value}"
        case 1:
            return f"{draw(st.sampled_from(LISTS))}=({' '.join(draw(st.lists(_ARGUMENT, max_size=3)))})"
        case 2:
            return f"{draw(st.sampled_from(LISTS))}+=({' '.join(draw(st.lists(_ARGUMENT, max_size=3)))})"
        case 3:
            return f"{draw(_NAME)}+={value}"
        case 4:
            return f"unset {draw(_NAME)}"
        case 5:
            return f"readonly R={value}; : $R"
        case 6:
            return f"declare -a {draw(st.sampled_from(LISTS))}=({draw(_ARGUMENT)}\n  {draw(_ARGUMENT)} # note\n)"
        case _:
            return f"{draw(_NAME)}={value}"


_AROUND = (
    "{}",
    "if true; then\n{}\nfi",
    "if false; then A=other; else\n{}\nfi",
    "{{ {}\n}}",
    "( {}\n)",
    "f{number}() {{\n{}\n}}\nf{number}",
    "f{number}() {{ local A=in\n{}\n}}\nf{number} one",
    "for E1 in one; do\n{}\ndone",
    "case x in x)\n{}\n;; esac",
    "true && {{ {}\n}}",
    "while true; do\n{}\nbreak; done",
    "X=$({}\n); printf '%s' \"$X\" > /dev/null",
)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """Return a script in which each call has another name."""
    blocks: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        lines = draw(st.lists(assignments(), max_size=3))
        lines += draw(st.lists(calls(f"call{number}"), min_size=1, max_size=1))
        blocks.append(draw(st.sampled_from(_AROUND)).format("\n".join(lines), number=number))
    return "\n".join(blocks) + "\n"


#: Conditions that are met, and others that are not.
_CONDITIONS = st.sampled_from(['[ -n "$E1" ]', '[ -n "$NONE" ]', "[[ $E2 == v ]]", "[ $E2 = w ]"])
_OPTION = st.tuples(st.sampled_from(["--set", "--wait", "-f", "--set-string"]), _PLAIN).map(" ".join)
_MORE = st.one_of(
    _OPTION.map(lambda option: f'A="$A {option}"'),
    _OPTION.map(lambda option: f'A="${{A}} {option}"'),
    _OPTION.map(lambda option: f'A="{option} $A"'),
    _OPTION.map(lambda option: f"A+=' {option}'"),
    _OPTION.map(lambda option: f'A="{option}"'),
    _OPTION.map(lambda option: f"args+=({option})"),
    _OPTION.map(lambda option: f'args=("${{args[@]}}" {option} "$E1")'),
    _OPTION.map(lambda option: f"args=({option})"),
    _OPTION.map(lambda option: f'set -- "$@" {option}'),
    _OPTION.map(lambda option: f"set -- {option}"),
    st.sampled_from(["shift", 'A="$A $E1"', 'A=""', "args=()", "unset A", 'B="$A"', 'A="$B"']),
)
_AROUND_MORE = (
    "{more}",
    "if {condition}; then {more}; fi",
    "if {condition}; then {more}; else {other}; fi",
    "if {condition}; then {more}; elif {condition}; then {other}; else :; fi",
    "if {condition}; then {more}; else {other}; exit 0; fi",
    "{condition} && {more}",
    "{condition} || {more}",
    "case $E2 in v) {more} ;; w) {other} ;; esac",
    "case $E2 in w) {more} ;; *) {other} ;; esac",
    "for E in 1 2; do {more}; done",
    "for E in 1 2; do {condition} && {more}; {other}; done",
    "while true; do {more}; break; done",
    "f() {{ {more}; }}; f --set g=1",
)
_USES = ('$A "${args[@]}" "$@"', '"$@" $A', '"$A" "${args[@]}"', '${args[@]:1} "$1" $B', "${E1:+--set e=$E1} $A")


@st.composite
def conditional_scripts(draw: st.DrawFn) -> str:
    """Return a script that collects arguments under conditions and in loops, and calls helm with them."""
    lines = draw(st.lists(_MORE, max_size=3))
    for number in range(draw(st.integers(1, 5))):
        around = draw(st.sampled_from(_AROUND_MORE))
        lines.append(around.format(more=draw(_MORE), other=draw(_MORE), condition=draw(_CONDITIONS)))
        lines += [f"helm c{number} {draw(st.sampled_from(_USES))}"] if draw(st.booleans()) else []
    return "\n".join([*lines, f"helm last {draw(st.sampled_from(_USES))}"]) + "\n"
