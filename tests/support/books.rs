//! Books of prompts in any number: English and Chinese, the same every time.

use std::fs;
use std::path::Path;

/// Folders, and what is in them.
const SHELVES: [(&str, &str, &str); 6] = [
    ("code", "review", "Code review"),
    ("写作", "周报", "周报"),
    ("support", "answer", "Answer a customer"),
    ("学习", "讲解", "讲解概念"),
    ("writing/letters", "letter", "A letter"),
    ("研究/论文", "摘要", "论文摘要"),
];

/// Prompts in a folder.
const PER_FOLDER: usize = 100;

/// Writes `number` prompts below `root`, a hundred to a folder.
pub fn write(root: &Path, number: usize) {
    for n in 0..number {
        let name = root.join(name(n));
        let folder = name.parent().expect("every prompt lies in a folder");
        if n % PER_FOLDER == 0 {
            fs::create_dir_all(folder).expect("a folder can be made");
        }
        fs::write(&name, text(n)).expect("a prompt can be written");
    }
}

/// The path of prompt `n` in the book.
pub fn name(n: usize) -> String {
    let folder = n / PER_FOLDER;
    let (shelf, stem, _) = SHELVES[folder % SHELVES.len()];
    format!("{shelf}-{folder:03}/{stem}-{n:05}.md")
}

/// The text of prompt `n`: a header and some hundred bytes to a few thousand.
pub fn text(n: usize) -> String {
    let (_, stem, title) = SHELVES[n / PER_FOLDER % SHELVES.len()];
    let mut text = format!("---\ntitle: {title} {n}\ntags: [{stem}, batch{}]\n---\n\n# {title} {n}\n\n", n % 7);
    for paragraph in 0..3 + n % 11 {
        text.push_str(match (n + paragraph) % 4 {
            0 => "You are a senior {{language}} engineer. Read what follows as if you had to maintain it for ten years.\n",
            1 => "请用简洁的中文回答,先给出结论,再给出理由;不要重复题目中的句子。\n",
            2 => "- Name the file and the line.\n- Say what happens, and what should.\n- 每条建议不超过两句话。\n",
            _ => "If {{focus}} is not given, ask for it first. Résumé of the rest: naïve café, 👩‍💻, e\u{301}.\n",
        });
        text.push('\n');
    }
    text
}
