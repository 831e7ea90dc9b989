# SPDX-License-Identifier: MIT
"""Where the functions and constants of C++ sources are, well enough for sources that clang-format has formatted."""
import re


def blank(text):
    """The text without its comments, literals and preprocessor lines; every other character stays where it is."""
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#[^\n]*',
                  lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S | re.M)


def is_scope(header):
    """Whether what stands before a brace opens a namespace or a class, the definitions in which count."""
    header = re.sub(r"template\s*<[^>]*>", "", header)
    return bool(re.search(r"\b(namespace|class|struct|union)\b[^()=;]*$|\bextern\s*$", header)) and "enum" not in header


def name_of(header):
    """What a definition defines, without the names of its scopes."""
    header = re.sub(r"\[\[[^]]*\]\]|alignas\([^)]*\)", "", header)
    before = re.split(r"=(?!=)", header)[0]
    before = before.split("(")[0] if "(" in before else before.split("{")[0]
    found = re.search(r"([~\w]+)\s*(?:\[[^]]*\]\s*)*;?\s*$", before)
    return found[1] if found else ""


def definitions(text):
    """Of each function, variable and declaration, in namespaces and in classes: its name and its text."""
    code, start, body, depth, parentheses = blank(text), 0, None, 0, 0
    for i, character in enumerate(code):
        if body is not None:
            depth += {"{": 1, "}": -1}.get(character, 0)
            if depth == 0:
                ends = code[i + 1:].lstrip()[:1] not in (",", "{", ";", ")")  # else it was an initialiser
                if ends:
                    yield name_of(code[start:body]), text[start:i + 1]
                    start = i + 1
                body = None
        elif character == "{" and parentheses == 0 and is_scope(code[start:i]):
            start = i + 1
        elif character == "{":
            body, depth = i, 1
        elif character == "}":
            start = i + 1
        elif character == ";" and parentheses == 0:
            yield name_of(code[start:i]), text[start:i + 1]
            start = i + 1
        parentheses += {"(": 1, ")": -1}.get(character, 0) if body is None else 0
