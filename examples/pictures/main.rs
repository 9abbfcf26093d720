//! Takes the pictures of the README: drives the real program in a pseudo-terminal, on a small book in English and
//! Chinese, and writes what is on the screen as SVG to `assets/pictures`.
//!
//! `cargo build --release && cargo run --release --example pictures`

#[path = "../../tests/support/mod.rs"]
mod support;
mod svg;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use promptbook::samples;
use support::home::Home;
use support::{Launch, Terminal, text_of};

/// Prompts besides the samples.
const MORE: [(&str, &str); 8] = [
    ("agents/planner.md", "# Planner\n\nBreak {{goal}} into steps that can each be checked.\n"),
    ("agents/reviewer.md", "# Reviewer\n\nRead the plan as the person who has to carry it out.\n"),
    ("support/answer.md", "# Answer a customer\n\nAnswer {{question}} in two short paragraphs.\n"),
    ("support/refund.md", "# Refund\n\nSay yes or no first, then why.\n"),
    ("翻译/中译英.md", "# 中译英\n\n把下面的文字译成自然的英文,保留专有名词:\n\n{{原文}}\n"),
    ("翻译/英译中.md", "# 英译中\n\n译成通顺的中文,不要逐字翻译:\n\n{{text}}\n"),
    ("研究/论文摘要.md", "# 论文摘要\n\n用三句话概括:问题、方法、结论。\n\n{{论文}}\n"),
    ("summarize.md", "# Summarize\n\nSummarize {{text}} for {{reader}} in five sentences.\n"),
];

fn main() {
    let program = program();
    let home = Home::new();
    let book = home.path().join("prompts");
    for (name, text) in samples::all().iter().chain(&MORE) {
        let path = book.join(name);
        fs::create_dir_all(path.parent().expect("a prompt has a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a prompt can be written");
    }
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    fs::create_dir_all(&pictures).expect("the folder of the pictures can be made");
    let open = |columns, rows| {
        let launch = Launch {
            program: program.clone(),
            size: (columns, rows),
            arguments: vec!["prompts".to_owned()],
            variables: Vec::new(),
        };
        let terminal = Terminal::open(&home, &launch);
        terminal.wait_until("the list", |screen| {
            let text = text_of(screen);
            text.contains(if columns < 60 { "16" } else { "16 prompts" }) && !text.contains("reading")
        });
        terminal
    };
    let take = |name: &str, terminal: &Terminal| {
        let picture = svg::picture(terminal.state().parser.screen());
        let path = pictures.join(format!("{name}.svg"));
        fs::write(&path, &picture).expect("the picture can be written");
        println!("{} ({} bytes)", path.display(), picture.len());
    };

    let mut wide = open(120, 40);
    browse(&mut wide, &book);
    take("browse", &wide);
    wide.key("M");
    wide.wait_for("Snapshot cache");
    take("metrics", &wide);

    let mut common = open(80, 24);
    common.key("/");
    common.type_text("re");
    common.wait_for(" of 16");
    still(&common);
    take("filter", &common);
    common.send(b"\x7f\x7f");
    common.type_text("周报");
    common.wait_for("1 of 16");
    common.key("Esc");
    common.key("Esc");
    common.wait_until("the filter to be left", |screen| !text_of(screen).contains("clear, then leave"));
    common.key("e");
    common.wait_for("2 Edit  写作/周报.md");
    for _ in 0..7 {
        common.key("↓");
    }
    common.key("End");
    common.type_text("数字请注明来源。");
    still(&common);
    take("edit", &common);

    let mut filled = open(80, 24);
    filled.key("/");
    filled.type_text("re");
    filled.wait_for(" of 16");
    filled.send(b"\x7f\x7f");
    filled.type_text("code/review");
    filled.wait_for("1 of 16");
    filled.key("Enter");
    filled.key("Enter");
    filled.wait_for("Fill in");
    filled.type_text("Go");
    filled.key("Tab");
    filled.key("↓");
    filled.key("Tab");
    filled.type_text("-    if err != nil {\r+    if err == io.EOF {");
    still(&filled);
    take("form", &filled);

    take("pick", &picked(&home, &program));

    // A cache under load, looked at from another terminal.
    let mut load = Command::new(&program);
    load.args(["demo-load", "--seconds", "75", "--reads-per-second", "1500"]).env_clear().envs(home.variables());
    let mut load = load.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    // Screens are open too, so the load is named.
    let arguments = vec!["top".to_owned(), load.id().to_string()];
    let launch = Launch { program: program.clone(), size: (120, 40), arguments, variables: Vec::new() };
    sleep(Duration::from_secs(3));
    let mut top = Terminal::open(&home, &launch);
    top.wait_for("following");
    sleep(Duration::from_secs(64));
    take("top", &top);
    top.key("e");
    top.wait_for("Formula");
    take("explain", &top);
    load.wait().expect("the load ends by itself");

    let mut narrow = open(40, 12);
    narrow.key("End");
    still(&narrow);
    take("narrow", &narrow);
}

/// A prompt looked for at the prompt of a shell.
fn picked(home: &Home, program: &Path) -> Terminal {
    let folder = program.parent().expect("a program is in a folder").to_string_lossy().into_owned();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let launch = Launch {
        program: PathBuf::from("/bin/bash"),
        size: (80, 16),
        arguments: ["--noprofile", "--norc", "-i"].map(str::to_owned).to_vec(),
        variables: vec![("PATH".to_owned(), path)],
    };
    let mut shell = Terminal::open(home, &launch);
    shell.type_text("export PS1='$ ' XDG_CONFIG_HOME=$PWD/settings; mkdir -p settings/promptbook\r");
    shell.type_text("echo \"[book]\" > settings/promptbook/config.toml\r");
    shell.type_text("echo \"path = '$PWD/prompts'\" >> settings/promptbook/config.toml\r");
    shell.type_text("eval \"$(promptbook init bash)\"; clear; git diff --stat 2> /dev/null; echo rea''dy; clear\r");
    still(&shell);
    shell.type_text("llm ");
    shell.key("Ctrl+G");
    shell.wait_for("16 of 16");
    shell.type_text("re");
    still(&shell);
    sleep(Duration::from_millis(600));
    shell
}

/// A minute's work in short: some prompts are read, some again, one is saved and one changed by another program.
fn browse(terminal: &mut Terminal, book: &Path) {
    for _ in 0..3 {
        terminal.key("Home");
        for _ in 0..20 {
            terminal.key("↓");
            sleep(Duration::from_millis(120));
        }
        sleep(Duration::from_millis(900));
    }
    terminal.key("e");
    terminal.wait_for("2 Edit");
    terminal.type_text(" ");
    terminal.key("F2");
    terminal.wait_for("Saved");
    terminal.key("Esc");
    terminal.wait_for("2 Preview");
    sleep(Duration::from_millis(1500));
    fs::write(book.join("summarize.md"), "# Summarize\n\nSummarize {{text}} in three sentences.\n")
        .expect("it is there");
    terminal.wait_for("changed on disk");
    for _ in 0..12 {
        terminal.key("↑");
        sleep(Duration::from_millis(120));
        let text = text_of(terminal.state().parser.screen());
        if text.lines().any(|row| row.contains('>') && row.contains("周报.md")) {
            break;
        }
    }
    // The figures stand still for a moment after a key.
    sleep(Duration::from_millis(1200));
}

/// Waits until nothing more is drawn.
fn still(terminal: &Terminal) {
    let mut seen = 0;
    loop {
        let bytes = terminal.state().raw.len();
        if bytes == seen {
            return;
        }
        seen = bytes;
        sleep(Duration::from_millis(200));
    }
}

/// The program beside this example.
fn program() -> PathBuf {
    let example = std::env::current_exe().expect("this program has a path");
    let program = example.with_file_name("..").join("promptbook");
    assert!(program.exists(), "{} is missing: cargo build first, in the same profile", program.display());
    program
}
