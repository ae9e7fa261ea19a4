"""What is left of words when a shell starts a program, compared with Bash, which runs generated scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings

from liqo_values.model.source_text import Source, Span
from liqo_values.parsing.placeholders import STAND_IN
from liqo_values.parsing.shell_commands import follow
from tests.support.generated import differential
from tests.validator.parsing.bash_oracle import agrees, read, received
from tests.validator.parsing.generated_scripts import conditional_scripts, scripts

if TYPE_CHECKING:
    from pathlib import Path

#: Variables of the environment, which no script can know.
ENVIRONMENT = {"E1": "e1", "E2": "v"}
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def compare(script: str, folder: Path) -> None:
    """Fail if Bash passes other arguments than those that we read, wherever we claim to know them."""
    ours, complete = read(script)
    for arguments in received(script, folder, ENVIRONMENT):
        command = ours.get(arguments[0])
        if command is None:
            assert not complete, f"lost: {arguments}"
        elif command.readable:
            assert agrees(command, arguments), (arguments, [word.text for word in command.words], command.stdin)


@differential(usually=60)
@given(script=scripts())
@example(script="helm c ''\\; - <<< ''\n")
@example(script="X=1 helm c \\ \n")
@example(script='helm c `echo y`\nexport A="\\` "\nhelm d $A\n')
@example(script="helm c - <<EOF\n\\\\\n\t0: $A \\$B \\\\\n  x\nEOF\n")
@example(script="helm c -f - <<EOF && true\n\n  ${A}\n0\nEOF\n")
@example(script='declare -a args=(0\n  \\  # note\n)\nhelm c "${args[@]}" - <<EOF\nx\nEOF\n')
@example(script="export A={a,b}\nhelm c $A\n")
@example(script="A=1\nA+=''\\;\nhelm c $A\n")
@example(script="helm c $'\\\\'\nhelm d ';'\n")
@example(script="helm c } {a,b}\n")
@example(script="helm c a 2> /dev/null b 'c'd - <<EOF\nx\nEOF\n")
@example(script="cat <<EOF | helm c < /dev/null -\nx\nEOF\n")
@example(script="helm c - <<EOF; helm d\nx\nEOF\n")
@example(script="helm c a ` # note\n ` b\n")
@example(script="A=1 B=2\nhelm c $A$B a\\\nb\n")
def test_words_are_those_of_bash(script: str, tmp_path: Path) -> None:
    compare(script, tmp_path)


@differential(usually=60)
@given(script=conditional_scripts())
def test_arguments_under_conditions_are_those_of_bash(script: str, tmp_path: Path) -> None:
    compare(script, tmp_path)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("A='-a b'; if [ $Y ]; then A=\"$A -c d\"; fi; helm $A", ["-a", "b", "-c d?"]),
        ("A='-a b'; if [ $Y ]; then A+=' -c d'; fi; helm $A", ["-a", "b", "-c d?"]),
        ('A=\'-a b\'; [ $Y ] && A="$A -c d"; A="$A -e"; helm $A', ["-a", "b", "-c d?", "-e"]),
        ("A=; if [ $Y ]; then A='-a b'; else A='-a c'; fi; helm $A", ["-a b?", "-a c?"]),
        ("if [ $Y ]; then A='-a b'; fi; helm $A", ["-a b?", "$A?"]),
        ("if [ $Y ]; then A=b; fi; helm $A", ["$A?"]),
        ("if [ $Y ]; then A=-a; else exit 1; fi; helm $A", ["-a"]),
        ("case $Y in x) A=-a ;; *) A=-b ;; esac; helm $A", ["-a?", "-b?"]),
        ("case $Y in x) A=-a ;; *) exit ;; esac; helm $A", ["-a"]),
        ("A=(x); for y in 1 2; do A+=(-c $y); done; A+=(z); helm ${A[@]}", ["x", "-c $y?", "z"]),
        ('A=x; for y in 1 2; do A="$A -c $y"; done; helm $A', ["x", " -c $y?"]),
        ('LONG="$U/v"; A=x; if [ $Y ]; then A="$A -c $LONG -d"; fi; helm $A', ["x", "-c?", "-d?"]),
        ('A=(); if [ $Y ]; then A+=(-a b); A+=(-c "$Y"); fi; helm "${A[@]}"', ["-a b?", '-c "$Y"?']),
        ('A=x; for y in 1 2; do A="$A -c"; A=y; done; helm $A', ["$A?"]),
        ('A=-x; if [ $Y ]; then A="$A -c"; fi; if [ $Z ]; then A=$U; fi; helm $A', ["$A?"]),
        ('set -- -a b; [ $Y ] && set -- "$@" -c; helm "$@"', ["-a", "b", "-c?"]),
        ("set -- -a; f() { helm $1; }; f", []),
        ("set -- -a; f() { helm $1; }; f -b", ["-b"]),
    ],
)
def test_arguments_that_may_follow_have_the_place_where_they_are_added(script: str, words: list[str]) -> None:
    (command,) = [one for one in follow(script).commands if one.words[0].text == "helm"]
    shown = [
        word.text if word.known else "".join(script[at:end] for _, at, end in word.tokens) + "?"
        for word in command.words
    ]
    assert shown[1:] == words


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("X=a; if [ $Y ]; then X=b; fi; helm c $X", None),
        ("X=a; for i in 1 2; do helm c $X; X=b; done", None),
        ("X=a; f() { X=b; }; f; helm c $X", None),
        ("f() { helm c $X; }; X=b; f", None),
        ("f() { helm c $1 $X; }; X=b; f a", ["a", "b"]),
        ('f() { helm c "$@"; }; f a "b c"', ["a", "b c"]),
        ("f() { helm c $@; }; f a 'b c'", ["a", "b", "c"]),
        ('f() { helm c $2 "$2"; }; f a', [""]),
        ("f() { helm c $1; }; f $Y", None),
        ("f() { helm c $1; }; f a $Y", ["a"]),
        ("f() { helm c $2; }; f a $Y", None),
        ("f() { helm c $1; }", None),
        ('f() { X=$1; shift; helm c $X "$@"; }; f a b', ["a", "b"]),
        ('f() { if [ $1 ]; then shift; fi; helm c "$@"; }; f a b', None),
        ('f() { while [ $# -gt 1 ]; do shift; done; helm c "$@"; }; f a b', None),
        ("f() { set -- b; helm c $1; }; f a", ["b"]),
        ('f() { helm c "$1"; }; g() { f "$1" x; }; main() { g a; }; main', ["a"]),
        ("f() { helm c $1; }; X=a; f $X; X=b", ["a"]),
        ("if [ $Y ]; then f() { helm c $1; }; else f() { :; }; fi; f a", None),
        ('X="c a"; eval "true $X"; helm $X', ["a"]),
        ('X=a; eval "X=b"; helm c $X', None),
        ('X=a; eval "export X=b"; helm c $X', None),
        ('X=a; eval "$Y"; helm c $X', None),
        ('X=(helm c a); "${X[@]}"', ["a"]),
        ("X='helm c a'; $X", ["a"]),
        ("X=a; source other.sh; helm c $X", None),
        ("X=a; read X < file; helm c $X", None),
        ("X=a; true && X=b; helm c $X", None),
        ("X=a; (X=b); helm c $X", ["a"]),
        ("X=a; echo b | read X; helm c $X", ["a"]),
        ("X=a; f() { local X=b; }; f; helm c $X", ["a"]),
        ("X=a; f() { helm c $X; }", ["a"]),
        ("X='a b'; helm c $X", ["a", "b"]),
        ("X=; helm c $X", []),
        ("helm c ${X:-a}", None),
        ("X=a; helm c ${X:-b}", ["a"]),
        ("IFS=,; X='a b'; helm c $X", None),
        ("helm c ~/a *", None),
        ("X=; : ${X:=b}; helm c $X", None),
        ("X=1; ((X++)); helm c $X", None),
        ("X=1; echo $((X=7)); helm c $X", None),
        ("X=1; [[ $X == 1 && $((1 <= 2)) ]]; helm c $X", ["1"]),
        ("declare -i X; X=1+2; helm c $X", None),
        ("X=a; declare -n R=X; R=b; helm c $X", None),
        ('X=a; f() { printf -v "$1" b; }; f X; helm c $X', None),
        ("X=a; f() { eval X=b; }; f; helm c $X", None),
        ("X=a; while true; do helm c $X; eval X=b; done", None),
        ("X=a; X=b & helm c $X", ["a"]),
        ("X=a; time X=b; helm c $X", None),
        ("X=a; command read X <<< b; helm c $X", None),
        ("X=a; command export X=b; helm c $X", None),
        ("X=a; export $(cat .env); helm c $X", None),
        ("X=a; case x in x) X=b;;& *) helm c $X;; esac", None),
        ("X=a; trap 'X=b' DEBUG; helm c $X", None),
        ("shopt -s lastpipe; X=a; echo b | read X; helm c $X", None),
        ("IFS=,; X=a,b; helm c $X", None),
        ("X=a; IFS= read -r Y <<< b; helm c $X", ["a"]),
        ("PWD=a; cd /; helm c $PWD", None),
        ("helm c a > log 2>&1 b", ["a", "b"]),
        ("! helm c a > log b", ["a", "b"]),
        ("helm c a `# note` b", ["a", "b"]),
    ],
)
def test_variables_are_known_only_where_nothing_else_can_change_them(script: str, words: list[str] | None) -> None:
    (command,) = [one for one in follow(script).commands if one.words[0].text == "helm"]
    if words is None:
        assert any(not word.known for word in command.words)
    else:
        assert [word.text for word in command.words[2:]] == words


@FUZZ
@given(script=scripts())
def test_places_slice_back(script: str) -> None:
    source = Source("script", script)
    for command in follow(script).commands:
        for word in command.words:
            places = word.places(source)
            for number, character in enumerate(word.text):
                place = places(Span(source, number, number + 1))
                assert 0 <= place.start <= place.end <= len(script)
                if place.end - place.start == 1 and character != STAND_IN:
                    assert place.text == character or "$" in script
