"""Arguments of ``--set`` and its relatives, and what they make; the real Helms read every one of them for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liqo_values.model.layers import LayerKind
from tests.validator.parsing.scratch import REFUSED

if TYPE_CHECKING:
    from liqo_values.model.nodes import Plain

#: What the arguments meet.
BASE = "base: {text: x, none: ~, map: {inner: 1}, list: [1, {x: 2}, [3]], empty: []}\n"

SET: dict[str, Plain] = {
    "a=1": {"a": 1},
    "a=1,b=2": {"a": 1, "b": 2},
    "a=1,": {"a": 1},
    "a=1,a=2": {"a": 2},
    "a.b=1,a.c=2": {"a": {"b": 1, "c": 2}},
    # types
    "a=true": {"a": True},
    "a=TRUE": {"a": True},
    "a=fAlSe": {"a": False},
    "a=yes": {"a": "yes"},
    "a=null": {"a": None},
    "a=Null": {"a": None},
    "a=~": {"a": "~"},
    "a=": {"a": ""},
    "a": REFUSED,
    "": {},
    "a= 1": {"a": " 1"},
    "a=0": {"a": 0},
    "a=-1": {"a": -1},
    "a=+1": {"a": 1},
    "a=007": {"a": "007"},
    "a=-07": {"a": -7},
    "a=00": {"a": "00"},
    "a=1.5": {"a": "1.5"},
    "a=1e3": {"a": "1e3"},
    "a=1_000": {"a": "1_000"},
    "a=0x10": {"a": "0x10"},
    "a=9223372036854775808": {"a": "9223372036854775808"},
    'a="1"': {"a": '"1"'},
    "a=b=c": {"a": "b=c"},
    "a={b: 1}": {"a": ["b: 1"]},
    # escapes
    r"a\.b=1": {"a.b": 1},
    r"a=1\,2": {"a": "1,2"},
    r"a=\{b\}": {"a": "{b}"},
    r"a\=b=1": {"a=b": 1},
    r"a=\\": {"a": "\\"},
    "a=b\\": {"a": "b"},
    r"a=\true": {"a": True},
    # lists
    "a={1,true,x,null}": {"a": [1, True, "x", None]},
    "a={}": {"a": [""]},
    "a={1,}": {"a": [1, ""]},
    "a={x}b=1": {"a": ["x"], "b": 1},
    "a={x},b=1": {"a": ["x"], "b": 1},
    "a={x": REFUSED,
    "a={{x}": {"a": ["{x"]},
    # indices
    "a[0]=x": {"a": ["x"]},
    "a[2]=x": {"a": [None, None, "x"]},
    "a[0]=x,a[1]=y": {"a": ["x", "y"]},
    "a[1]=y,a[0]=x": {"a": ["x", "y"]},
    "a[0].b=1,a[0].c=2": {"a": [{"b": 1, "c": 2}]},
    "a[0][1]=x": {"a": [[None, "x"]]},
    "a[+1]=x": {"a": [None, "x"]},
    "a[01]=x": {"a": [None, "x"]},
    "a[-1]=x": REFUSED,
    "a[x]=x": REFUSED,
    "a[]=x": REFUSED,
    "a[65536]=x": {"a": [*[None] * 65536, "x"]},
    "a[65537]=x": REFUSED,
    "a[0]x=1": REFUSED,
    "a[0]": {"a": []},
    "a[0]=": {"a": [""]},
    "a[0].b=": {"a": []},
    "a[0].": {"a": []},
    "a[0][1": {"a": []},
    # names
    "=1": {},
    ".a=1": {},
    "a.=1": REFUSED,
    "a..b=1": REFUSED,
    "a.": {},
    "a,b=1": REFUSED,
    ",a=1": REFUSED,
    ".".join("a" * 31) + "=1": ...,  # type: ignore[dict-item] # filled in below
    ".".join("a" * 32) + "=1": REFUSED,
    # what is there already
    "base.text.x=1": REFUSED,
    "base.none.x=1": REFUSED,
    "base.text[0]=1": REFUSED,
    "base.map[0]=1": REFUSED,
    "base.list.x=1": REFUSED,
    "base.text={1}": {"base": {"text": [1]}},
    "base.list[0]=9": {"base": {"list": [9, {"x": 2}, [3]]}},
    "base.list[1].y=9": {"base": {"list": [1, {"x": 2, "y": 9}, [3]]}},
    "base.list[0].y=9": {"base": {"list": [{"y": 9}, {"x": 2}, [3]]}},
    "base.list[2][0]=9": {"base": {"list": [1, {"x": 2}, [9]]}},
    "base.list[0][0]=9": REFUSED,
    "base.list[4]=9": {"base": {"list": [1, {"x": 2}, [3], None, 9]}},
    "base.list[1].x=": {"base": {"list": [1, {"x": ""}, [3]]}},
    "base.empty[0].x=": {"base": {"empty": []}},
    "base.list=null": {"base": {"list": None}},
}
_deep: Plain = 1
for _ in range(31):
    _deep = {"a": _deep}
SET[".".join("a" * 31) + "=1"] = _deep

SET_STRING: dict[str, Plain] = {
    "a=true": {"a": "true"},
    "a=null": {"a": "null"},
    "a=1,b=": {"a": "1", "b": ""},
    "a={1,true}": {"a": ["1", "true"]},
}

SET_JSON: dict[str, Plain] = {
    'a="x"': {"a": "x"},
    "a=1.0": {"a": 1},
    "a=1e3,b=-0.5": {"a": 1000, "b": -0.5},
    "a=1e400": REFUSED,
    'a={"b":[1,null,{"c":true}]}': {"a": {"b": [1, None, {"c": True}]}},
    'a={"b":1,"b":2}': {"a": {"b": 2}},
    'a=[1, 2] , b="\\u00e9\\n"': {"a": [1, 2], " b": "é\n"},
    'a="\\ud83d\\ude00",b="\\ud83d"': {"a": "\U0001f600", "b": "\ufffd"},
    "a=": {"a": None},
    "a= ,b=1": {"a": None, "b": 1},
    "a=null": {"a": None},
    "a[1].b=[2]": {"a": [None, {"b": [2]}]},
    "a=1b=2": {"a": 1, "b": 2},
    "a=01=2": {"a": 0, "1": 2},
    "a=1.": REFUSED,
    "a=tru": REFUSED,
    "a=x": REFUSED,
    "a='x'": REFUSED,
    "a=[1,]": REFUSED,
    'a={"b":1': REFUSED,
    'a="\n"': REFUSED,
    "a=NaN": REFUSED,
}

#: What ``--set-file`` finds in the current folder.
FILES = {
    "text": "some: text\n",
    "flag": "false",
    "a,b": "comma",
    "a b": "blank",
    "empty": "",
    "dos": "\ufeffone\r\ntwo",
}

SET_FILE: dict[str, Plain] = {
    "a=text": {"a": "some: text\n"},
    "a=flag": {"a": "false"},
    "a=empty": {"a": ""},
    "a=dos": {"a": "\ufeffone\r\ntwo"},
    "a=text,b=flag": {"a": "some: text\n", "b": "false"},
    "a={text,flag}": {"a": ["some: text\n", "false"]},
    "a[1]=flag": {"a": [None, "false"]},
    r"a=a\,b": {"a": "comma"},
    "a=a b": {"a": "blank"},
    r"a=\flag": {"a": "false"},
    "base.text=flag": {"base": {"text": "false"}},
    "a=": {"a": ""},
    "a=,b=flag": REFUSED,
    "a=nowhere": REFUSED,
    "a=.": REFUSED,
    "a={text,nowhere}": REFUSED,
    "a": REFUSED,
}

SET_LITERAL: dict[str, Plain] = {
    "a=true": {"a": "true"},
    "a=": {"a": ""},
    "a=1,b=2": {"a": "1,b=2"},
    "a={x,y}": {"a": "{x,y}"},
    r"a=\,\\": {"a": r"\,\\"},
    "a=b=c": {"a": "b=c"},
    "a.b=x": {"a": {"b": "x"}},
    r"a\.b=x": {"a\\": {"b": "x"}},
    "a,b=x": {"a,b": "x"},
    "a[1]=x": {"a": [None, "x"]},
    "a[0]=": {"a": [""]},
    "a[0].b=": {"a": [{"b": ""}]},
    "a[0][1]=x,y": {"a": [[None, "x,y"]]},
    "a[0]": {"a": []},
    "a[0].": {"a": []},
    "a[0]x=1": REFUSED,
    "a[x]=1": REFUSED,
    "a[-1]=x": REFUSED,
    "a[65537]=x": REFUSED,
    "a": REFUSED,
    "a,b": REFUSED,
    "a.=x": REFUSED,
    "a.": {},
    "=x": {},
    "base.text.x=1": REFUSED,
    "base.list[0].y=9": {"base": {"list": [{"y": "9"}, {"x": 2}, [3]]}},
    "base.list[4]=9": {"base": {"list": [1, {"x": 2}, [3], None, "9"]}},
}

#: Whole objects, which Helm 3 does not know.
SET_JSON_OBJECTS: dict[str, Plain] = {
    '{"a": {"b": 1}}': {"a": {"b": 1}},
    ' {"base": {"map": {"other": [1, 2.5]}}} ': {"base": {"map": {"inner": 1, "other": [1, 2.5]}}},
    '{"a": null}': {"a": None},
    "{}": {},
    '{"a": 1} x': REFUSED,
    '{"a": 1}, b=2': REFUSED,
    "{a: 1}": REFUSED,
}

CASES = (
    [(LayerKind.SET, argument, expected) for argument, expected in SET.items()]
    + [(LayerKind.SET_STRING, argument, expected) for argument, expected in SET_STRING.items()]
    + [(LayerKind.SET_JSON, argument, expected) for argument, expected in SET_JSON.items()]
    + [(LayerKind.SET_FILE, argument, expected) for argument, expected in SET_FILE.items()]
    + [(LayerKind.SET_LITERAL, argument, expected) for argument, expected in SET_LITERAL.items()]
)
OBJECTS = [(LayerKind.SET_JSON, argument, expected) for argument, expected in SET_JSON_OBJECTS.items()]
