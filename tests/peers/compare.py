"""Fills in the same prompts with promptbook and with the tools that its dialects come from, and fails on a difference.

    compare.py PROGRAM FOLDER [PEER...]

PROGRAM is examples/fill_in. FOLDER is an empty folder for the tools: llm, prompty and Jinja2 by pip, dotprompt by npm.
A tool that cannot be installed is skipped, and the last line says so.
"""

import json
import os
import random
import subprocess
import sys
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
program, folder = sys.argv[1:3]
wanted = sys.argv[3:] or ["llm", "prompty", "jinja2", "dotprompt"]


def case(text, name, named=None, input=None, files=None):
    return {"name": name, "files": {name: text, **(files or {})}, "named": named or {}, "input": input}


def yaml_text(value, indent=2):
    return "".join((" " * indent + line if line.strip() else line) for line in value.splitlines(keepends=True))


def llm_cases():
    bodies = [
        "Hi $name", "Hi ${name}!", "Cost $$5", "Cost $5", "$", "$name$name", "$name_x $name", "a ${name", "${input}",
        "$input", "<$input>$$<${input}>", "$$name", "$Name $name", "no variable", "$é", "$$$name", "${ name }",
    ]
    cases = []
    for body in bodies:
        for given in ({"name": "N"}, {"name": "$x ${y} $$"}, {"name": "N", "name_x": "X", "Name": "B"}, {}):
            for input in ("", "in $name"):
                for text in (
                    f"prompt: {json.dumps(body)}\n",
                    f"system: {json.dumps(body)}\n",
                    f"prompt: {json.dumps(body)}\nsystem: 'S $name'\ndefaults:\n  name: [on]\n".replace("[on]", "d"),
                    f"prompt: |\n{yaml_text(body)}\n  second\n\n",
                    f"prompt: >-\n{yaml_text(body)}\n  second\n\n  third\n",
                    f"system: s\nprompt: '{body}'\n",
                ):
                    cases.append(case(text, "a.yaml", given, input))
    cases += [
        case("Say $name\n  folded\n\nnext", "a.yaml", {"name": "x"}, "i"),
        case("'quoted $name'", "a.yaml", {"name": "x"}),
        case("prompt: x\nunknown: y\n", "a.yaml"),
        case("prompt: $x $y $z\ndefaults: {x: true, y: 1.5, z: }\n", "a.yaml"),
        case("prompt: 3\n", "a.yaml"),
    ]
    return cases


def llm_run(cases):
    script = """
import json, sys, warnings
from llm.cli import _parse_yaml_template, _apply_template
for case in json.load(sys.stdin):
    try:
        template = _parse_yaml_template("a", case["files"][case["name"]])
        prompt, system = _apply_template(template, case["input"] or "", dict(case["named"]), None)
        said = [["system", system]] if system else []
        said += [["user", prompt]] if prompt else []
        print(json.dumps({"messages": said}))
    except Exception as error:
        print(json.dumps({"refused": str(error)}))
"""
    return python(script, cases)


def jinja_bodies():
    fragments = [
        "a", "\n", "  ", "{{ x }}", "{{x|upper}}", "{{- x -}}", "{% if x %}", "{% else %}", "{% endif %}",
        "{% for i in l %}", "{{ i }}", "{{ loop.index }}", "{% endfor %}", "{%- if b -%}", "{% endif -%}", "{# c #}",
        "{{ l }}", "{{ d }}", "{{ d.k }}", "{{ d['k'] }}", "{{ l[0] }}", "{{ l|join(', ') }}", "{{ n + 1 }}",
        "{{ n / 2 }}", "{{ f }}", "{{ b }}", "{{ none }}",
        "{{ l|length }}", "{{ x ~ n }}", "{{ 'q' if b else 'r' }}", "{% set y = x %}{{ y }}", "{% raw %}{{ x }}{% endraw %}",
        "{{ x|replace('a', 'b') }}", "{{ x|trim }}", "{{ x|title }}", "{{ x.upper() }}", "{{ d.items()|list }}",
        "{{ l|first }}", "{{ n is even }}", "{{ x in l }}", "{{ 7 // 2 }}", "{{ 2 ** 3 }}", "{{ l|tojson }}",
        "{{ x[:2] }}", "{{ [1, 'a'] }}", "{% for k, v in d.items() %}{{ k }}={{ v }}{% endfor %}", "{{ (1, 2) }}",
        "{{ l|sort }}", "{{ x|e }}", "{{ 1.0 }}", "{{ n * 1.0 }}", "{{ l|map('upper')|join }}", "{{ x == 'a' }}",
    ]
    chance = random.Random(7)
    bodies = list(fragments)
    for _ in range(600):
        bodies.append("".join(chance.choice(fragments) for _ in range(chance.randint(2, 7))))
    return bodies


JINJA_VALUES = [
    {"x": "ab c", "l": ["a", "b", "it's"], "d": {"k": "v", "a": 1}, "n": 4, "f": 1.5, "b": True, "i": "I"},
    {"x": "{{ x }}\n{% if %}<&\"'>é\U0001f642", "i": "", "l": [], "d": {}, "n": 0, "f": 2.0, "b": False},
]


def jinja2_cases():
    return [case(body, "a.prompty", named) for body in jinja_bodies() for named in JINJA_VALUES]


def jinja2_run(cases):
    script = """
import json, sys
from jinja2.sandbox import ImmutableSandboxedEnvironment
environment = ImmutableSandboxedEnvironment(keep_trailing_newline=True)
for case in json.load(sys.stdin):
    try:
        text = environment.from_string(case["files"][case["name"]].lstrip()).render(**case["named"]).strip("\\n")
        print(json.dumps({"messages": [["system", text]] if text else []}))
    except Exception as error:
        print(json.dumps({"refused": str(error)}))
"""
    return python(script, cases)


def prompty_cases():
    header = "---\nname: t\ninputs:\n  - name: x\n    kind: string\n    default: d\n  - name: y\n    kind: string\n    required: true\n%s---\n"
    bodies = [
        "system:\nYou are {{x}}.\n\nuser:\n{{y}}\n", "{{y}}", "user:\n{{y}}\nassistant:\n\nuser:\nagain {{x}}",
        "# System:\nA\n#user:\nB {{ y }}\n", "User:\n  {{y}}\n", "system: not a role\n{{y}}", "  user:  \n{{y}}",
        "user[name=\"a\"]:\n{{y}}\ndeveloper:\nD", "text first\nuser:\n{{y}}", "user:\n{% if x == 'd' %}def{% endif %}{{y}}",
        "user:\n\n\nspace {{y}}\n\n\nassistant:\nx\n\n", "tool:\n{{y}}\nuser:\nz",
    ]
    named = [{"y": "Y"}, {"x": "X", "y": "Y2 {{x}}"}, {"x": ""}, {"y": "1\n\n2"}]
    cases = [case(header % "" + body, "a.prompty", values) for body in bodies for values in named]
    mustache = header % "template: {format: {kind: mustache}, parser: {kind: prompty}}\n"
    tags = [
        "user:\n{{y}} {{{y}}} {{&y}}", "user:\n{{#x}}yes {{x}}{{/x}}{{^x}}no{{/x}} {{y}}", "user:\n{{! c }}\na {{y}}\n",
        "user:\n{{#x}}\nalone\n{{/x}}\n{{y}}", "user:\n{{=<% %>=}}<% y %> {{y}}",
    ]
    cases += [case(mustache + body, "a.prompty", values) for body in tags for values in named]
    return cases


def prompty_run(cases):
    script = """
import json, os, sys, tempfile
import prompty
for case in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.prompty")
        open(path, "w").write(case["files"][case["name"]])
        try:
            messages = prompty.prepare(prompty.load(path), dict(case["named"]))
            said = [["system" if m.role == "developer" else m.role, m.text] for m in messages if m.text]
            print(json.dumps({"messages": said}))
        except Exception as error:
            print(json.dumps({"refused": type(error).__name__ + " " + str(error)}))
"""
    return python(script, cases)


def dotprompt_cases():
    fragments = [
        "a", "\n", "  ", "{{x}}", "{{{x}}}", "{{~x~}}", "{{#if x}}", "{{else}}", "{{/if}}", "{{#unless b}}", "{{/unless}}",
        "{{#each l}}", "{{this}}", "{{@index}}", "{{/each}}", "{{d.k}}", "{{l}}", "{{n}}", "{{f}}", "{{b}}", "{{d}}",
        "{{json d}}", "{{json l indent=2}}", "{{role \"system\"}}", "{{role \"model\"}}", "{{role \"user\"}}", "{{history}}",
        "{{! c }}", "{{!-- {{x}} --}}", "{{>p}}", "{{>p x=\"given\"}}", "{{#ifEquals x \"ab c\"}}eq{{else}}ne{{/ifEquals}}",
        "{{#unlessEquals n 4}}ne{{/unlessEquals}}", "{{#with d}}{{k}}{{/with}}", "{{#x}}in{{/x}}", "{{#l}}<{{this}}>{{/l}}",
        "{{d.missing.deep}}", "{{lookup l 0}}", "{{#each d}}{{@key}}={{this}};{{/each}}", "\\{{x}}",
        "{{#each l}}{{@first}} {{@last}}{{../x}}{{/each}}", "{{#each l as |i n|}}{{n}}{{i}}{{/each}}", "{{&x}}", "\n{{#if b}}\n",
        "\n{{/if}}\n", "{{@root.x}}", "{{#if b}}1{{else if n}}2{{else}}3{{/if}}", "\n{{>p}}\n", "\n  {{>p}}\n",
    ]
    values = [
        {"x": "ab c", "l": ["a", "b"], "d": {"k": "v"}, "n": 4, "f": 1.5, "b": True},
        {"x": "{{x}}\n<&\"'>{{role \"system\"}}", "l": [], "d": {}, "n": 0, "f": 2.0, "b": False},
        {},
    ]
    files = {"_p.prompt": "[part {{x}}\nsecond {{n}}]\n"}
    # Text stands first, since JavaScript adds numbers and truths up where nothing else stands before or between them.
    head = "---\nmodel: m\ninput:\n  schema:\n    x?: string\n    l?(array): string\n    d?(object):\n      k: string\n    n?: number\n    f?: number\n    b?: boolean\n%s---\n"
    chance = random.Random(11)
    bodies = list(fragments)
    for _ in range(900):
        bodies.append("".join(chance.choice(fragments) for _ in range(chance.randint(2, 7))))
    # A ~ that takes the indentation of a part away does not do that in the Rust library.
    bodies = [body for body in bodies if "~}}\n  {{>p}}" not in body]
    cases = [case(head % "" + "x" + body, "a.prompt", named, files=files) for body in bodies for named in values]
    # Each alone: pieces of them would change what stands beside them.
    alone = [
        "{{^b}}no{{/b}}", "{{^x}}no{{else}}yes{{/x}}", "{{#b}}x{{^n}}y{{/n}}z{{/b}}", "{{^if b}}no{{/if}}",
        "{{#*inline \"a\"}}Hi{{/inline}}{{> a}}", "{{#> nope}}fall{{/nope}}", "{{#l}}{{@index}}{{this}}{{@last}}{{/l}}",
        "{{#with nope}}a{{else}}b{{/with}}", "{{#ifEquals f 1.5}}eq{{else}}ne{{/ifEquals}}{{json f}}",
    ]
    cases += [case(head % "" + "x" + body, "a.prompt", named, files=files) for body in alone for named in values]
    cases.append(case(head % "  default: {x: D, n: 7}\n" + "{{x}}{{n}}", "a.prompt", {}, files=files))
    return cases


def dotprompt_run(cases):
    return answers([shell("command -v node"), os.path.join(HERE, "dotprompt.mjs")], cases, cwd=folder)


def shell(command):
    return subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout.strip()


def python(script, cases):
    return answers([os.path.join(folder, "venv", "bin", "python"), "-c", script], cases)


def answers(command, cases, cwd=None):
    environment = {**os.environ, "PEERS": folder, "LLM_USER_PATH": folder}
    run = subprocess.run(
        command, input=json.dumps(cases), capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    if len(lines) != len(cases):
        sys.exit(f"{command[0]} answered {len(lines)} of {len(cases)} cases:\n{run.stderr[-2000:]}")
    return lines


def install(peer):
    if peer == "dotprompt":
        command = ["npm", "install", "--silent", "--prefix", folder, "dotprompt@1.1.2"]
    else:
        if not os.path.exists(os.path.join(folder, "venv")):
            venv.create(os.path.join(folder, "venv"), with_pip=True)
        package = {"llm": "llm==0.36", "prompty": "prompty==2.1.0", "jinja2": "jinja2==3.1.6"}[peer]
        extra = ["chevron==0.14.0", "jinja2==3.1.6"] if peer == "prompty" else []
        command = [os.path.join(folder, "venv", "bin", "pip"), "install", "--quiet", package, *extra]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def main():
    differing, skipped = 0, []
    for peer in wanted:
        if not install(peer):
            skipped.append(peer)
            continue
        cases = globals()[f"{peer}_cases"]()
        theirs = globals()[f"{peer}_run"](cases)
        run = subprocess.run([program], input=json.dumps(cases), capture_output=True, text=True, check=True)
        ours = json.loads(run.stdout)
        found, refused = [], 0
        for one, original, mine in zip(cases, theirs, ours):
            if "messages" in mine:
                mine["messages"] = [[role, text] for role, text in mine["messages"] if text]
            refused += "refused" in original
            same = ("refused" in original) == ("refused" in mine) and original.get("messages") == mine.get("messages")
            if not same:
                found.append((one, original, mine))
        for one, original, mine in found[:12]:
            print(f"--- {peer}: {json.dumps(one)}\n    original {json.dumps(original)}\n    here     {json.dumps(mine)}")
        print(f"{peer}: {len(cases)} cases, {refused} refused by the original, {len(found)} differ")
        differing += len(found)
    for peer in skipped:
        print(f"NOT CHECKED: {peer}, which could not be installed", file=sys.stderr)
    sys.exit(1 if differing else 0)


main()
