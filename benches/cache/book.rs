//! The prompts that every candidate holds, and the order in which they are read and replaced: the same for all.

use std::sync::Arc;

use promptbook::prompt::Stamp;
use promptbook::{Prompt, PromptId};

/// How many reads until their order repeats: too many for a branch predictor to learn.
const READS: usize = 1 << 18;

/// Prompts in two revisions each, so that a replace always has another text to put in.
pub struct Book {
    name: fn(usize) -> String,
    revisions: [Vec<Arc<Prompt>>; 2],
    /// Uniformly random prompts.
    pub reads: Vec<u32>,
    /// Every prompt once.
    replaces: Vec<u32>,
}

impl Book {
    pub fn new(size: usize) -> Book {
        Book::with_names(size, name)
    }

    pub fn with_names(size: usize, name: fn(usize) -> String) -> Book {
        let mut random = fastrand::Rng::with_seed(size as u64);
        let mut replaces: Vec<u32> = (0..size as u32).collect();
        random.shuffle(&mut replaces);
        let revision = |revision| (0..size).map(|n| prompt(name(n), n, revision)).collect();
        Book {
            name,
            revisions: [revision(0), revision(1)],
            reads: (0..READS).map(|_| random.u32(0..size as u32)).collect(),
            replaces,
        }
    }

    pub fn name(&self, n: usize) -> String {
        (self.name)(n)
    }

    pub fn size(&self) -> usize {
        self.replaces.len()
    }

    /// What a candidate holds at first.
    pub fn prompts(&self) -> &[Arc<Prompt>] {
        &self.revisions[0]
    }

    /// Which prompt the `count`-th replace is of, and its text, which is never the one that is there.
    pub fn replace(&self, count: usize) -> (usize, &Arc<Prompt>) {
        let n = self.replaces[count % self.size()] as usize;
        (n, &self.revisions[(count / self.size() + 1) % 2][n])
    }
}

pub fn name(n: usize) -> String {
    format!("folder-{}/prompt-{n:05}.md", n / 100)
}

/// Twice as long as a name that a `PromptId` keeps in place.
pub fn long_name(n: usize) -> String {
    format!("a-folder-with-a-longer-name-{}/prompts-of-the-team/{}", n / 100, name(n))
}

fn prompt(name: String, n: usize, revision: u64) -> Arc<Prompt> {
    let id = PromptId::new(name).expect("the name is a relative path");
    let text = format!("# Prompt {n}\n\nThe text in revision {revision}.\n");
    let stamp = Stamp { inode: revision * 1_000_000 + n as u64, size: text.len() as u64, ..Stamp::default() };
    Arc::new(Prompt::new(id, text.into_bytes(), stamp))
}
