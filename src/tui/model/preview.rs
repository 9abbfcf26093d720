//! The body of the selected prompt as it is read: made safe, wrapped, scrolled, with what its header says above it and
//! what it asks for below it.

mod details;
mod kinds;
mod page;

use std::sync::Arc;

use super::super::understanding::{Subject, Understanding};
use super::super::wrap::{WrappedRow, wrap};
use crate::prompt::dialect::Dialects;
use crate::prompt::{ContentHash, Prompt, PromptId, Stamp};

pub use details::{Detail, DetailKind};
use kinds::Kinds;
use page::Page;

/// How a part of a row is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Ordinary text.
    Plain,
    /// The title above the body, or a Markdown heading.
    Heading,
    /// The tags behind the title.
    Tags,
    /// The description, the header, a rule, a quotation or code.
    Quiet,
    /// Where a value or another prompt stands.
    Variable,
}

/// What the preview shows.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    content: Content,
    /// What was last asked for, so that it is asked for only once.
    asked: Option<(PromptId, Stamp)>,
    rows: Vec<WrappedRow>,
    width: usize,
    top: usize,
    /// Who includes the prompt, once that is known.
    users: Option<Arc<[PromptId]>>,
    /// What the prompt includes and the book does not have.
    missing: Vec<String>,
}

/// Where the text comes from.
#[derive(Debug, Clone, Default)]
enum Content {
    #[default]
    Nothing,
    Waiting(PromptId),
    Shown {
        prompt: Arc<Prompt>,
        page: Page,
        understood: Option<Arc<Understanding>>,
    },
    Problem {
        id: PromptId,
        why: String,
    },
}

/// What came of showing a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Showing {
    /// It is shown already.
    Same,
    /// It is shown with all that is known of it.
    Done,
    /// Its text is shown, and takes so long that it is to be understood elsewhere: it is large, or in a template language.
    Large(Subject),
}

impl Preview {
    /// The prompt that is shown or awaited.
    pub fn id(&self) -> Option<&PromptId> {
        match &self.content {
            Content::Nothing => None,
            Content::Waiting(id) | Content::Problem { id, .. } => Some(id),
            Content::Shown { prompt, .. } => Some(prompt.id()),
        }
    }

    /// The prompt whose text is shown.
    pub fn prompt(&self) -> Option<&Arc<Prompt>> {
        match &self.content {
            Content::Shown { prompt, .. } => Some(prompt),
            _ => None,
        }
    }

    /// What the shown text is as a prompt, if that is known.
    pub fn understood(&self) -> Option<&Arc<Understanding>> {
        match &self.content {
            Content::Shown { understood, .. } => understood.as_ref(),
            _ => None,
        }
    }

    /// Why there is no text to show.
    pub fn problem(&self) -> Option<&str> {
        match &self.content {
            Content::Problem { why, .. } => Some(why),
            _ => None,
        }
    }

    /// How many bytes are left out at the end.
    pub fn cut(&self) -> usize {
        match &self.content {
            Content::Shown { page, .. } => page.cut,
            _ => 0,
        }
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        *self = Preview { width: self.width, ..Preview::default() };
    }

    /// Takes who includes the prompt that is shown.
    pub fn set_users(&mut self, users: Option<Arc<[PromptId]>>) {
        self.users = users;
    }

    /// Takes what the prompt that is shown includes and the book does not have.
    pub fn set_missing(&mut self, missing: Vec<String>) {
        self.missing = missing;
    }

    /// Asks for `id` in the state `stamp`; says whether that is a new question. Another prompt's text goes at once, an
    /// older text of the same prompt stays until the answer is there.
    pub fn ask(&mut self, id: &PromptId, stamp: Stamp) -> bool {
        let question = Some((id.clone(), stamp));
        let is_here = self.id() == Some(id);
        if is_here && self.asked == question {
            return false;
        }
        if !is_here {
            self.clear();
            self.content = Content::Waiting(id.clone());
        }
        self.asked = question;
        true
    }

    /// Shows `prompt`. A new text of the same prompt keeps the place.
    pub fn show(&mut self, prompt: &Arc<Prompt>, dialects: &Dialects) -> Showing {
        let same = |shown: &Arc<Prompt>| shown.id() == prompt.id() && self.hash() == Some(prompt.revision().hash);
        if self.prompt().is_some_and(same) {
            if let Content::Shown { prompt: shown, .. } = &mut self.content {
                *shown = Arc::clone(prompt);
            }
            return Showing::Same;
        }
        let understood = Understanding::is_quick(prompt.id(), prompt.raw(), dialects)
            .then(|| Arc::new(Understanding::of(prompt.id().clone(), prompt.shared_raw(), dialects)));
        let showing = match understood {
            Some(_) => Showing::Done,
            None => Showing::Large(Subject { id: prompt.id().clone(), hash: prompt.revision().hash, revision: None }),
        };
        self.set(Arc::clone(prompt), understood);
        showing
    }

    /// Takes what a large text was understood as; says whether it is the one that is shown.
    pub fn understand(&mut self, subject: &Subject, understanding: Arc<Understanding>) -> bool {
        let prompt = self.prompt().filter(|_| self.id() == Some(&subject.id) && self.hash() == Some(subject.hash));
        let Some(prompt) = prompt.cloned() else { return false };
        self.set(prompt, Some(understanding));
        true
    }

    fn set(&mut self, prompt: Arc<Prompt>, understood: Option<Arc<Understanding>>) {
        let top = if self.id() == Some(prompt.id()) { self.top } else { 0 };
        let page = Page::of(&prompt, understood.as_deref());
        self.content = Content::Shown { prompt, page, understood };
        self.rewrap();
        self.top = top.min(self.rows.len().saturating_sub(1));
    }

    /// Says why `id` cannot be shown.
    pub fn fail(&mut self, id: &PromptId, why: String) {
        let asked = self.asked.take();
        self.clear();
        self.asked = asked;
        self.content = Content::Problem { id: id.clone(), why };
    }

    /// Wraps to `width` columns.
    pub fn set_width(&mut self, width: usize) {
        if self.width != width {
            // Rows move, so the line at the top is what should stay.
            let line = self.rows.get(self.top).map_or(0, |row| row.line);
            self.width = width;
            self.rewrap();
            self.top = self.rows.partition_point(|row| row.line < line);
        }
    }

    /// The index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// How many of `height` rows are for the text: the others tell what the prompt asks for, and what is left out.
    pub fn room(&self, height: usize) -> usize {
        height.saturating_sub(self.details(height).len() + usize::from(self.cut() > 0))
    }

    /// What there is to know of the prompt besides its text, for the last of `height` rows.
    pub fn details(&self, height: usize) -> Vec<Detail> {
        match &self.content {
            Content::Shown { understood: Some(understood), .. } => {
                let users = self.users.as_deref().unwrap_or_default();
                details::of(understood, users, &self.missing, self.width, height)
            }
            _ => Vec::new(),
        }
    }

    /// Scrolls by `rows`, down if positive, on a screen of `height` rows.
    pub fn scroll(&mut self, rows: isize, height: usize) {
        let last = self.rows.len().saturating_sub(self.room(height));
        self.top = self.top.saturating_add_signed(rows).min(last);
    }

    /// The rows of the text on a screen with room for `height` of them, each in its parts.
    pub fn visible(&self, height: usize) -> Vec<Vec<(&str, Part)>> {
        let Content::Shown { page, .. } = &self.content else { return Vec::new() };
        let rows = &self.rows[self.top.min(self.rows.len())..self.rows.len().min(self.top + height)];
        let Some(first) = rows.first() else { return Vec::new() };
        let above = page.text[..page.body].matches('\n').count();
        let mut kinds = Kinds::at_line(&page.text[page.body..], first.line.saturating_sub(above));
        let parts = rows.iter().map(|row| {
            let of_line = if row.line < above { Part::Quiet } else { kinds.of_line(row.line - above) };
            page.parts(row.bytes.clone(), of_line)
        });
        parts.collect()
    }

    fn hash(&self) -> Option<ContentHash> {
        self.prompt().map(|prompt| prompt.revision().hash)
    }

    fn rewrap(&mut self) {
        self.rows = match &self.content {
            Content::Shown { page, .. } if self.width > 0 => wrap(&page.text, self.width),
            _ => Vec::new(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::page::MOST;
    use super::*;

    fn prompt(name: &str, text: &[u8]) -> Arc<Prompt> {
        Arc::new(Prompt::new(PromptId::new(name).expect("a valid test name"), text, Stamp::default()))
    }

    fn shown(text: &[u8], width: usize) -> Preview {
        let mut preview = Preview::default();
        preview.set_width(width);
        preview.show(&prompt("x.md", text), &Dialects::default());
        preview
    }

    #[test]
    fn bytes_that_are_not_text_are_shown_escaped() {
        let preview = shown(b"a\xff\x1b[2J\nb", 20);
        assert_eq!(preview.visible(5), [vec![("a\\xff␛[2J", Part::Plain)], vec![("b", Part::Plain)]]);
    }

    #[test]
    fn headings_and_code_are_told_apart_from_text_wherever_the_screen_begins() {
        let mut preview = shown(b"---\ntitle: x\n---\n# One\ntext\n```\n# code\n```\n## Two\n", 20);
        use Part::{Heading, Plain, Quiet};
        let kinds = |preview: &Preview| preview.visible(20).iter().map(|row| row[0].1).collect::<Vec<_>>();
        let all = [Heading, Quiet, Heading, Plain, Quiet, Quiet, Quiet, Heading, Plain];
        assert_eq!(kinds(&preview), all);
        preview.scroll(6, 2);
        assert_eq!(kinds(&preview), all[6..]);
    }

    #[test]
    fn scrolling_stops_at_the_last_full_screen() {
        let mut preview = shown("行\n".repeat(30).as_bytes(), 10);
        preview.scroll(1000, 10);
        // Two of the ten rows tell of the prompt.
        assert_eq!((preview.top(), preview.room(10)), (22, 9));
        preview.scroll(-5, 10);
        assert_eq!(preview.top(), 17);
    }

    #[test]
    fn a_new_width_keeps_the_line_at_the_top() {
        let text: String = (0..40).map(|n| format!("line {n} with some words\n")).collect();
        let mut preview = shown(text.as_bytes(), 10);
        preview.scroll(60, 10);
        let line = preview.visible(1)[0][0].0.to_owned();
        preview.set_width(80);
        assert!(preview.visible(1)[0][0].0.contains(line.trim()), "{line}");
    }

    #[test]
    fn a_prompt_is_asked_for_once_and_again_when_another_text_took_its_place() {
        let id = |name| PromptId::new(name).expect("a valid test name");
        let mut preview = Preview::default();
        assert!(preview.ask(&id("a.md"), Stamp::default()));
        assert!(!preview.ask(&id("a.md"), Stamp::default()));
        preview.show(&prompt("new.md", b""), &Dialects::default());
        assert!(preview.ask(&id("a.md"), Stamp::default()));
    }

    #[test]
    fn a_huge_text_is_cut_and_says_by_how_much() {
        let preview = shown("中".repeat(500_000).as_bytes(), 80);
        assert_eq!(preview.cut(), 1_500_000 - (MOST - MOST % 3));
        assert!(!preview.visible(5)[0][0].0.contains('\\'));
    }

    #[test]
    fn a_header_becomes_a_title_with_tags_and_a_description_and_variables_are_set_apart() {
        let text = "---\ntitle: 审阅\ntags: [a, b]\ndescription: Looks.\n---\n\nAsk {{lang}} in {{人}}.\n";
        let preview = shown(text.as_bytes(), 40);
        assert_eq!(
            preview.visible(9),
            [
                vec![("审阅", Part::Heading), ("  #a  #b", Part::Tags)],
                vec![("Looks.", Part::Quiet)],
                vec![("", Part::Quiet)],
                vec![
                    ("Ask ", Part::Plain),
                    ("{{lang}}", Part::Variable),
                    (" in ", Part::Plain),
                    ("{{人}}", Part::Variable),
                    (".", Part::Plain),
                ],
                vec![("", Part::Plain)],
            ]
        );
    }

    #[test]
    fn a_large_text_is_shown_at_once_and_understood_later_if_it_is_still_the_one() {
        let text = format!("---\ntitle: Long\n---\n{}", "Use {{x}}.\n".repeat(9_000));
        let prompt = prompt("x.md", text.as_bytes());
        let mut preview = Preview::default();
        preview.set_width(40);
        let Showing::Large(subject) = preview.show(&prompt, &Dialects::default()) else { panic!("it is small") };
        assert_eq!(preview.visible(1), [[("---", Part::Quiet)]]);
        let understanding = Understanding::of(prompt.id().clone(), prompt.shared_raw(), &Dialects::default());
        let understanding = Arc::new(understanding);
        let other = Subject { hash: ContentHash::of(b"other"), ..subject.clone() };
        assert!(!preview.understand(&other, Arc::clone(&understanding)));
        assert!(preview.understand(&subject, understanding));
        assert_eq!(preview.visible(1), [[("Long", Part::Heading)]]);
    }

    #[test]
    fn a_body_in_a_template_language_is_understood_elsewhere_however_small_it_is() {
        let dialects = Dialects::default();
        for (name, text, is_quick) in [
            ("a.prompt", "{{x}}", false),
            ("a.prompty", "{{x}}", false),
            ("a.md", "---\ndialect: dotprompt\n---\n{{x}}", false),
            ("a.md", "{{x}}", true),
        ] {
            let mut preview = Preview::default();
            let showing = preview.show(&prompt(name, text.as_bytes()), &dialects);
            assert_eq!(showing == Showing::Done, is_quick, "{name} {text}");
        }
    }
}
