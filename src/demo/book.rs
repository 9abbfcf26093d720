//! The book that a load is put on: the samples and generated prompts, or a copy of a real book.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::cache::Limits;
use crate::prompt::PromptId;
use crate::samples;
use crate::store::{Folder, Scope, Store, StoreError};

/// Prompts in a book that is made.
pub const PROMPTS: usize = 1_000;

/// The most bytes of a book that are copied: 64 MiB.
pub const MAX_COPIED: u64 = 64 * 1024 * 1024;

/// Folders of a made book, and what is in them.
const SHELVES: [(&str, &str); 6] = [
    ("code", "review"),
    ("写作", "周报"),
    ("support", "answer"),
    ("学习", "讲解"),
    ("writing/letters", "letter"),
    ("研究/论文", "摘要"),
];

/// Sentences of which texts are made.
const SENTENCES: [&str; 6] = [
    "You are a senior {{language}} engineer. Read what follows as if you had to maintain it for ten years.\n",
    "请用简洁的中文回答,先给出结论,再给出理由;不要重复题目中的句子。\n",
    "- Name the file and the line.\n- Say what happens, and what should.\n",
    "- 每条建议不超过两句话。\n- 不确定的地方写明“不确定”。\n",
    "If {{focus}} is not given, ask for it first. Otherwise begin at once.\n",
    "把 {{材料}} 整理成表格:问题、原因、下一步、负责人。\n",
];

/// What was put into a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Prompts.
    pub prompts: usize,
    /// Bytes of their texts.
    pub bytes: u64,
    /// Prompts of the book that were left out: too much of them, or not readable.
    pub left_out: usize,
}

impl Filled {
    /// Caps that a quarter of the book fits into, so that the cache has to choose.
    pub fn quarter(&self) -> Limits {
        Limits { max_bytes: (self.bytes / 4).max(1), ..Limits::default() }
    }
}

/// Writes the samples and generated prompts, [`PROMPTS`] in all, into the folder `root`.
///
/// # Errors
/// When the folder cannot be written.
pub fn make(root: &Path, seed: u64) -> io::Result<Filled> {
    samples::install(root)?;
    let texts = samples::all();
    let bytes = texts.iter().map(|(_, text)| text.len() as u64).sum();
    let mut filled = Filled { prompts: texts.len(), bytes, left_out: 0 };
    for number in filled.prompts..PROMPTS {
        let (shelf, stem) = SHELVES[number % SHELVES.len()];
        let text = text(number, seed.wrapping_add(number as u64));
        write(root, Path::new(&format!("{shelf}/{stem}-{number:04}.md")), text.as_bytes())?;
        filled.prompts += 1;
        filled.bytes += text.len() as u64;
    }
    Ok(filled)
}

/// Copies the prompts of `store` into the folder `root`, up to [`MAX_COPIED`] bytes.
///
/// # Errors
/// When the book cannot be listed or the folder not be written. A prompt that cannot be read is left out.
pub fn copy(store: &dyn Store, root: &Path) -> Result<Filled, StoreError> {
    let mut ids: Vec<(PromptId, u64)> = Vec::new();
    store.list(&Scope::Tree(Folder::new()), &mut |batch| {
        ids.extend(batch.into_iter().map(|found| (found.id, found.stamp.size)));
    })?;
    let mut filled = Filled::default();
    for (id, size) in ids {
        let fits = filled.bytes + size <= MAX_COPIED;
        match fits.then(|| store.read(&id)) {
            Some(Ok(contents)) => {
                write(root, id.as_path(), &contents.bytes).map_err(|error| StoreError::Io {
                    action: "copy",
                    name: id.to_string(),
                    source: Arc::new(error),
                })?;
                filled.prompts += 1;
                filled.bytes += contents.bytes.len() as u64;
            }
            Some(Err(_)) | None => filled.left_out += 1,
        }
    }
    Ok(filled)
}

/// Text number `number`: a header and some hundred bytes to a few thousand, by chance.
pub(super) fn text(number: usize, seed: u64) -> String {
    let mut rng = fastrand::Rng::with_seed(seed);
    let (_, stem) = SHELVES[number % SHELVES.len()];
    let mut text = format!("---\ntitle: {stem} {number}\ntags: [demo, {stem}]\n---\n\n# {stem} {number}\n\n");
    for _ in 0..rng.usize(2..40) {
        text.push_str(SENTENCES[rng.usize(..SENTENCES.len())]);
    }
    text
}

/// Writes a file below `root`, with the folders that it needs.
fn write(root: &Path, name: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = root.join(name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
