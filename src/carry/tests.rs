//! Files of other programs, taken apart and written again.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::csv::Row;
use super::*;
use crate::prompt::dialect::{Dialect, Dialects};
use crate::prompt::template::{Composition, Strictness, Template, Values};
use crate::prompt::{Card, PromptId};

/// The names and the bytes of the files that `carried` becomes.
fn files(carried: &Carried) -> Vec<(PromptId, Vec<u8>)> {
    let mut names = Names::default();
    let named = |entry: &Entry| (names.give("x", &entry.name).expect("a name"), entry.bytes.clone());
    carried.entries.iter().map(named).collect()
}

fn names(carried: &Carried) -> Vec<String> {
    files(carried).iter().map(|(id, _)| id.to_string()).collect()
}

fn template((id, bytes): &(PromptId, Vec<u8>)) -> Template {
    Template::read(id.clone(), Arc::new(bytes.clone()), &Dialects::default())
}

/// The table that is made of the files of a table.
fn table_again(bytes: &[u8]) -> Vec<u8> {
    let carried = csv::read(bytes).expect("a table");
    let rows = files(&carried).into_iter().map(|file| {
        let read = template(&file);
        assert_eq!(read.dialect(), Dialect::PromptsChat);
        Row::of(read.title(), read.header(), read.raw())
    });
    // Whatever the order of the names is.
    let mut rows: Vec<Row> = rows.collect();
    rows.reverse();
    csv::write(rows).expect("a table")
}

const TABLE: &str = "act,prompt,for_devs,type,contributor\r\n\
    Linux Terminal,\"I want you to act, \"\"as\"\" a terminal.\nSecond line\r\nthird\",TRUE,TEXT,f\r\n\
     spaces , cell with spaces ,FALSE,STRUCTURED,\"a,b\"\r\n\
    资深 UX/UI: 专家?,---,false,IMAGE,名\r\n\
    linux terminal,\"---\ntitle: x\n---\n${Name:default}\",TRUE,TEXT,\r\n\
    ,,,,\r\n\
    \"two\nlines\",\u{feff}mark,1,no,~\r\n";

#[test]
fn the_table_of_prompts_chat_comes_back_byte_for_byte_whatever_is_in_its_cells() {
    let again = table_again(TABLE.as_bytes());
    assert_eq!(String::from_utf8_lossy(&again), TABLE);
}

#[test]
fn a_row_is_a_file_that_is_named_after_its_title_on_every_system_and_once() {
    let carried = csv::read(TABLE.as_bytes()).expect("a table");
    let expected = [
        "x/Linux Terminal.md",
        "x/spaces.md",
        "x/资深 UX-UI 专家.md",
        "x/linux terminal 2.md",
        "x/row 5.md",
        "x/two lines.md",
    ];
    assert_eq!(names(&carried), expected);
    let first = String::from_utf8(files(&carried)[0].1.clone()).expect("UTF-8");
    assert!(first.starts_with(
        "---\ntitle: Linux Terminal\ndialect: prompts.chat\nfor_devs: 'TRUE'\ntype: TEXT\ncontributor: f\nrow: 1\n---\nI want"
    ));
    assert_eq!(carried.remarks, []);
}

#[test]
fn a_cell_of_any_length_and_rows_that_are_short_or_long_are_taken() {
    let long = "x".repeat(200_000);
    let table = format!("act,prompt,for_devs,type,contributor\na,{long},TRUE,TEXT,f\nb,short\nc,d,e,f,g,h\n");
    let carried = csv::read(table.as_bytes()).expect("a table");
    assert!(carried.entries[0].bytes.len() > 200_000);
    let places: Vec<&str> = carried.remarks.iter().map(|remark| remark.place.as_str()).collect();
    assert_eq!(places, ["row 2", "row 3"]);
    assert!(String::from_utf8_lossy(&carried.entries[2].bytes).contains("column 6: h\n"));
}

#[test]
fn another_table_needs_a_title_and_a_text_and_its_other_columns_stay() {
    let carried = csv::read("\u{feff}Title;Text;Tags;stars\nA {{x}};Say {{x}};a b;5\n".as_bytes()).expect("a table");
    let read = template(&files(&carried)[0]);
    assert_eq!(
        (read.dialect(), read.title(), read.tags()),
        (Dialect::Plain, "A {{x}}", ["a".to_owned(), "b".into()].as_slice())
    );
    assert_eq!(read.header().text("stars").as_deref(), Some("5"));
    let refused = csv::read(b"a,b\n1,2\n").expect_err("no table of prompts").to_string();
    assert!(refused.contains("its first line names a, b"), "{refused}");
}

#[test]
fn a_table_without_the_columns_says_which_it_needs() {
    let refused = |table: &[u8]| csv::read(table).expect_err("no table of prompts").to_string();
    let needs = "It must name one for the title (act, title, name, command) and one for the text (prompt, text, content, \
                 body, template), as the table of prompts.chat does: act,prompt,for_devs,type,contributor";
    assert_eq!(
        refused(b"a,b\n1,2\n"),
        format!("it has neither a column for a title nor one for a text: its first line names a, b. {needs}")
    );
    assert_eq!(refused(b"act,b\n1,2\n"), format!("it has no column for a text: its first line names act, b. {needs}"));
    assert!(refused(b"a,prompt\n1,2\n").starts_with("it has no column for a title: "));
}

#[test]
fn a_quote_that_is_not_closed_is_told_with_its_line_and_nothing_is_swallowed() {
    let table = "act,prompt\nA,\"text\"\nB,\"never closed\nC,c\nD,d\n";
    let line = |table: &str| csv::read(table.as_bytes()).map_err(|fault| fault.to_string());
    let said = line(table).expect_err("it is not closed");
    assert!(said.starts_with("the quote that opens in line 3 is not closed: "), "{said}");
    let said = line(&table.replace('\n', "\r\n").replace("text", "two\r\nlines")).expect_err("it is not closed");
    assert!(said.starts_with("the quote that opens in line 4 "), "{said}");
    for fine in [
        "act,prompt\nA,5\" wide\n",
        "act,prompt\nA,\"say \"\"hi\"\"\"\n",
        "act,prompt\nA,\"\"",
        "act;prompt\nA;x,\"y\n",
    ] {
        assert!(line(fine).is_ok_and(|carried| carried.entries.len() == 1), "{fine}");
    }
}

#[test]
fn the_table_of_the_corpus_comes_back_byte_for_byte() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/prompts-chat/prompts.csv");
    let also = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/prompts-chat/prompts.csv");
    let Ok(bytes) = std::fs::read(path).or_else(|_| std::fs::read(also)) else {
        eprintln!("SKIPPED: there is no {path}");
        return;
    };
    let carried = csv::read(&bytes).expect("a table");
    assert_eq!((carried.entries.len(), carried.remarks.len()), (1282, 0));
    assert!(carried.entries.iter().any(|entry| entry.bytes.len() > 144_000));
    assert!(table_again(&bytes) == bytes, "the table is another one");
}

proptest! {
    #[test]
    fn whatever_the_cells_are_the_table_comes_back(
        cells in proptest::collection::vec(("[ -~\\n\\r中\u{feff}\u{2028}\u{85}\\t]{0,12}", "[ -~\\n\\r中\u{feff}]{0,24}", "[ -~]{0,4}"), 1..5),
    ) {
        let mut writer = ::csv::WriterBuilder::new();
        let mut writer = writer.terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(csv::COLUMNS).expect("a Vec takes everything");
        for (act, prompt, rest) in &cells {
            writer.write_record([act, prompt, rest, rest, rest]).expect("a Vec takes everything");
        }
        let table = writer.into_inner().expect("a Vec takes everything");
        let again = table_again(&table);
        prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&table));
    }

    #[test]
    fn whatever_the_titles_are_each_file_has_a_name_of_its_own(titles: Vec<String>) {
        let mut names = Names::default();
        let mut given = std::collections::HashSet::new();
        for title in &titles {
            for _ in 0..2 {
                let id = names.give("in", &Wanted::Title(title.clone())).expect("every title makes a name");
                prop_assert!(id.is_listed());
                prop_assert!(given.insert(id.to_string().to_lowercase()), "{} twice", id);
                let read = Template::read(id, Arc::new(Vec::new()), &Dialects::default());
                prop_assert_eq!(read.dialect(), Dialect::Plain);
            }
        }
    }
}

#[test]
fn titles_that_no_file_can_have_make_names_that_one_can() {
    let mut names = Names::default();
    let mut name = |title: &str| names.give("", &Wanted::Title(title.into())).expect("a name").to_string();
    assert_eq!(name("CON"), "prompt CON.md");
    assert_eq!(name("..."), "prompt.md");
    assert_eq!(name("SKILL"), "SKILL prompt.md");
    assert_eq!(name("a.prompt"), "a prompt.md");
    assert_eq!(name("a\u{202e}b\u{1b}[2J"), "a b [2J.md");
    assert_eq!(
        name(&"word ".repeat(60)).len(),
        "word word word word word word word word word word word word word word word word word word word word.md".len()
    );
    assert_eq!(name(&"字".repeat(90)), format!("{}.md", "字".repeat(33)));
}

fn rendered(file: &(PromptId, Vec<u8>), values: &[(&str, &str)]) -> String {
    let mut given = Values::default();
    values.iter().for_each(|(name, value)| given.set(*name, *value));
    let composition = Composition::alone(Arc::new(template(file)));
    let rendered = composition.render(&given, Strictness::Usual).expect("it can be filled in");
    String::from_utf8_lossy(&rendered.text().0).into_owned()
}

#[test]
fn matches_of_espanso_become_prompts_and_what_it_would_run_is_told_and_not_run() {
    let yaml = r#"
global_vars:
  - {name: me, type: echo, params: {echo: Ada}}
matches:
  - trigger: ":greet"
    replace: "Hello {{name}}, from {{me}} at {{now}}.$|$ {{unknown}} {{out}}"
    vars:
      - {name: name, type: choice, params: {values: [Bob, {label: 红, id: r}]}}
      - {name: now, type: date, params: {format: "%H:%M"}}
      - {name: out, type: shell, params: {cmd: "rm -rf /"}}
  - triggers: [":mail", ":m"]
    label: Mail
    form: "Dear [[who]],\n[[text]]"
    form_fields:
      who: {type: choice, values: [A, B]}
      text: {multiline: true, default: hi}
  - trigger: ":sig"
    replace: "{{form1.name}}"
    vars: [{name: form1, type: form, params: {layout: "[[name]]", fields: {name: {default: X}}}}]
  - trigger: ":img"
    image_path: /x.png
"#;
    let carried = Format::Espanso.read(yaml.as_bytes()).expect("a match file");
    assert_eq!(names(&carried), ["x/greet.md", "x/Mail.md", "x/sig.md"]);
    let files = files(&carried);
    let given = [("name", "Bob"), ("now", "10:00"), ("out", "o")];
    assert_eq!(rendered(&files[0], &given), "Hello Bob, from Ada at 10:00. {{unknown}} o");
    let arguments = template(&files[0]);
    assert_eq!(arguments.arguments()[0].choices, ["Bob", "r"], "espanso inserts the id");
    assert_eq!(arguments.arguments()[0].description, "r: 红");
    assert!(arguments.arguments().iter().any(|argument| argument.description == "output of shell: rm -rf / (not run)"));
    assert_eq!(rendered(&files[1], &[("who", "A")]), "Dear A,\nhi");
    assert_eq!(rendered(&files[2], &[]), "X");
    let told: Vec<String> = carried.remarks.iter().map(|remark| format!("{}: {}", remark.place, remark.what)).collect();
    assert_eq!(
        told,
        [
            "match 1: name: the choices are what espanso inserts, not the labels that it shows; those are in the \
             description (r: 红)",
            "match 1: out: shell: rm -rf / is not run; give its output",
            "match 1: $|$, where the cursor would stand, is left out",
            "match 4: it has no text (replace, form, markdown or html); it is passed over",
        ]
    );
    assert!(Format::Espanso.read(b"a: b").is_err());
}

#[test]
fn cheats_of_navi_become_prompts_with_tags() {
    let cheat = "% git, code\n\n# Change branch\ngit checkout <branch> {<branch>} $|$ {{x}}\n\n; remark\n$ branch: git \
                 branch --format='%(refname)'\n\n# Two lines\necho a \\\n  <b> < c > <2>\n\n# Empty\n";
    let carried = Format::Navi.read(cheat.as_bytes()).expect("a cheatsheet");
    assert_eq!(names(&carried), ["x/Change branch.md", "x/Two lines.md"]);
    let files = files(&carried);
    assert_eq!(template(&files[0]).tags(), ["git", "code"]);
    assert_eq!(rendered(&files[0], &[("branch", "main")]), "git checkout main {main} $|$ {{x}}\n");
    assert_eq!(rendered(&files[1], &[("b", "1")]), "echo a \\\n  1 < c > <2>\n");
    assert_eq!(template(&files[0]).arguments()[0].description, "a line of: git branch --format='%(refname)' (not run)");
    assert_eq!(carried.remarks.len(), 2);
    assert!(Format::Navi.read(b"nothing").is_err());
}

#[test]
fn what_is_exported_as_json_comes_back_byte_for_byte() {
    let originals: [(&[u8], &[u8]); 3] = [
        (b"code/a.md", "---\ntitle: \u{1b}\n---\n\u{feff}\r\n{{x}}".as_bytes()),
        (b"b\xff.md", b"\xff\xfe"),
        (b"c.txt", b""),
    ];
    let exported: Vec<serde_json::Value> = originals
        .iter()
        .map(|(name, bytes)| {
            let id = PromptId::new(name).expect("a name");
            let card = Card::read(&id, bytes);
            let read = Template::read(id, Arc::new(bytes.to_vec()), &Dialects::default());
            serde_json::to_value(json::Exported::of(&card, &read)).expect("JSON")
        })
        .collect();
    let carried = json::read(&serde_json::to_vec(&exported).expect("JSON")).expect("an array");
    let again: Vec<(Wanted, Vec<u8>)> =
        carried.entries.iter().map(|entry| (entry.name.clone(), entry.bytes.clone())).collect();
    assert_eq!(again, originals.map(|(name, bytes)| (Wanted::Path(name.to_vec()), bytes.to_vec())));
}

#[test]
fn an_array_of_titles_and_prompts_is_taken_and_what_is_none_is_told() {
    let data = json!([{"title": "A", "prompt": "Say {{x}}", "tags": ["t"]}, {"x": 1}, {"name": "../x", "text": "t"}]);
    let carried = json::read(data.to_string().as_bytes()).expect("an array");
    assert_eq!(carried.entries.len(), 2);
    assert_eq!(String::from_utf8_lossy(&carried.entries[0].bytes), "---\ntitle: A\ntags: [t]\n---\nSay {{x}}");
    assert_eq!(carried.remarks[0].place, "item 2");
    assert!(Names::default().give("", &carried.entries[1].name).is_err(), "it would lead out of the book");
    assert!(json::read(b"{]").is_err());
}

#[test]
fn what_a_file_is_is_told_by_its_name_or_by_its_beginning() {
    let of = |name: Option<&str>, text: &str| Format::of(name, text.as_bytes());
    assert_eq!(of(Some("x.csv"), ""), Some(Format::Csv));
    assert_eq!(of(None, "\u{feff}act,prompt\n"), Some(Format::Csv));
    assert_eq!(of(None, "\n% git\n"), Some(Format::Navi));
    assert_eq!(of(None, "# x\nmatches:\n"), Some(Format::Espanso));
    assert_eq!(of(None, " [{}]"), Some(Format::Json));
    assert_eq!(of(None, "Review this, please.\n"), None);
    assert_eq!(of(Some("x.md"), "act,prompt\n"), None);
}
