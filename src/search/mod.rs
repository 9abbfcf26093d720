//! Finding prompts by name, title and tag over one snapshot. Plain code: whoever calls decides on which thread.

pub(crate) mod near;

use frizbee::{Config, Matcher};

use self::near::nearness;
use crate::cache::{Entry, Snapshot};
use crate::prompt::PromptId;

/// What a person typed in the filter: words to be matched loosely, `#tag` and `in:folder` exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: String,
    tags: Vec<String>,
    folders: Vec<String>,
}

/// The most characters of a query that count. The matcher's time grows with their number, and a whole page that was
/// pasted by mistake means no name.
const REACH: usize = 256;

/// The beginning of `typed` that counts.
fn within_reach(typed: &str) -> &str {
    typed.char_indices().nth(REACH).map_or(typed, |(end, _)| &typed[..end])
}

impl Query {
    /// Takes the query apart. Nothing typed is an error: what is no operator is a word.
    pub fn parse(typed: &str) -> Query {
        let mut query = Query::default();
        let mut words = Vec::new();
        for part in within_reach(typed).split_whitespace() {
            if let Some(tag) = part.strip_prefix('#').filter(|tag| !tag.is_empty()) {
                query.tags.push(tag.to_lowercase());
            } else if let Some(folder) = part.strip_prefix("in:").filter(|folder| !folder.is_empty()) {
                query.folders.push(folder.trim_end_matches('/').to_lowercase());
            } else {
                words.push(part);
            }
        }
        query.words = words.join(" ");
        query
    }

    fn allows(&self, entry: &Entry) -> bool {
        let tagged = |wanted: &String| {
            entry.card.as_ref().is_some_and(|card| card.tags.iter().any(|tag| tag.to_lowercase().starts_with(wanted)))
        };
        let folder = || String::from_utf8_lossy(entry.id.folder()).to_lowercase();
        let inside = |wanted: &String| {
            folder().strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.tags.iter().all(tagged) && self.folders.iter().all(inside)
    }
}

/// The prompts of `snapshot` that fit `typed`, best first; without words, in the order of names. Names count before
/// titles and tags.
pub fn search(snapshot: &Snapshot, typed: &str) -> Vec<PromptId> {
    let query = Query::parse(typed);
    let entries: Vec<&Entry> = snapshot.entries().map(AsRef::as_ref).filter(|entry| query.allows(entry)).collect();
    if query.words.is_empty() {
        return entries.into_iter().map(|entry| entry.id.clone()).collect();
    }
    let mut matcher = matcher(&query.words);
    // Only shown names have to be safe for a screen.
    let names: Vec<_> = entries.iter().map(|entry| String::from_utf8_lossy(entry.id.as_bytes())).collect();
    let mut fits = vec![false; entries.len()];
    let mut ids = Vec::new();
    for found in matcher.match_list(&names) {
        fits[found.index as usize] = true;
        ids.push(entries[found.index as usize].id.clone());
    }
    let rest: Vec<&Entry> = entries.iter().zip(&fits).filter(|(_, fits)| !**fits).map(|(entry, _)| *entry).collect();
    let titles: Vec<String> = rest.iter().map(|entry| described(entry)).collect();
    ids.extend(matcher.match_list(&titles).into_iter().map(|found| rest[found.index as usize].id.clone()));
    ids
}

/// Which characters of a shown name the words of `typed` match: counted in characters from 0, ascending. For the rows
/// that are drawn; finding them for every prompt would cost more than the search.
pub fn marks(name: &str, typed: &str) -> Vec<u32> {
    let query = Query::parse(typed);
    if query.words.is_empty() {
        return Vec::new();
    }
    // The library counts matched bytes.
    let bytes = matcher(&query.words).match_one_indices(name, 0).map(|found| found.indices).unwrap_or_default();
    let starts = name.char_indices().map(|(at, _)| at as u32);
    (0..).zip(starts).filter(|(_, start)| bytes.contains(start)).map(|(character, _)| character).collect()
}

/// Words match in any order; every letter must be there.
fn matcher(words: &str) -> Matcher {
    Matcher::from_query(words, &Config::default().max_typos(Some(0)))
}

/// Up to `most` prompts whose names are nearest to what was `typed` and near enough, for a message that says what may have
/// been meant. A name is near by its path or by what its file or folder is called, with its extension or without.
pub fn nearest(snapshot: &Snapshot, typed: &str, most: usize) -> Vec<PromptId> {
    let typed = within_reach(typed).trim_matches('/');
    let distance =
        |id: &PromptId| known_as(id).filter_map(|name| nearness(typed, &String::from_utf8_lossy(name))).min();
    let known = snapshot.entries().map(|entry| &entry.id);
    let mut near: Vec<(usize, &PromptId)> = known.filter_map(|id| Some((distance(id)?, id))).collect();
    near.sort();
    // What is further off than the nearest is hardly meant.
    let nearest = near.first().map(|(distance, _)| *distance);
    near.into_iter()
        .take_while(|(distance, _)| Some(*distance) == nearest)
        .take(most)
        .map(|(_, id)| id.clone())
        .collect()
}

/// The names by which a person may know a prompt: its path and the last part of it, and both without the extension or
/// without a file's name that only says what it is.
fn known_as(id: &PromptId) -> impl Iterator<Item = &[u8]> {
    let last = |path: &'_ [u8]| path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let folder = matches!(id.file_name(), b"SKILL.md" | b"system.md").then(|| id.folder());
    let paths = [Some(id.as_bytes()), Some(id.without_extension()), folder].into_iter().flatten();
    paths.flat_map(move |path| [path, &path[last(path)..]])
}

fn described(entry: &Entry) -> String {
    match &entry.card {
        Some(card) => format!("{} {}", card.title, card.tags.join(" ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::cache::{Cache, CacheState, Cause, Limits};
    use crate::prompt::{Card, Stamp};

    fn snapshot(prompts: &[(&str, &str)]) -> Arc<Snapshot> {
        let cache = Cache::new(Limits::default(), CacheState::On);
        let published = cache.publish(Cause::Start, |next| {
            for (name, text) in prompts {
                let id = PromptId::new(name).expect("a valid test name");
                next.list(&id, Stamp::default());
                next.describe(&id, Stamp::default(), Arc::new(Card::read(&id, text.as_bytes())));
            }
        });
        published.snapshot
    }

    fn names(snapshot: &Snapshot, typed: &str) -> Vec<String> {
        search(snapshot, typed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn letters_in_order_find_a_name_and_say_which_they_were() {
        let book = snapshot(&[("code/review.md", ""), ("写作/周报.md", ""), ("code/commit-msg.md", "")]);
        assert_eq!(names(&book, "rvw"), ["code/review.md"]);
        assert_eq!(names(&book, "周"), ["写作/周报.md"]);
        assert_eq!(marks("code/review.md", "rev"), [5, 6, 7]);
        assert_eq!(marks("写作/周报.md", "周报"), [3, 4]);
        assert!(names(&book, "zzz").is_empty());
    }

    #[test]
    fn a_prompt_that_fits_only_by_its_title_comes_after_those_that_fit_by_name() {
        let book = snapshot(&[("a.md", "# Release notes"), ("release.md", "")]);
        assert_eq!(names(&book, "release"), ["release.md", "a.md"]);
    }

    #[test]
    fn tags_and_folders_narrow_what_words_find() {
        let tagged = "---\ntags: [code]\n---\n";
        let book = snapshot(&[("x/a.md", tagged), ("xy/a.md", tagged), ("x/b.md", "")]);
        assert_eq!(names(&book, "#code"), ["x/a.md", "xy/a.md"]);
        assert_eq!(names(&book, "in:x"), ["x/a.md", "x/b.md"]);
        assert_eq!(names(&book, "a in:x #co"), ["x/a.md"]);
    }

    #[test]
    fn a_mistyped_name_still_brings_the_nearest_one() {
        let book = snapshot(&[("code/review.md", ""), ("other.md", "")]);
        let near = |typed: &str| nearest(&book, typed, 3).iter().map(ToString::to_string).collect::<Vec<_>>();
        for typed in ["reveiw", "code/reveiw", "cod/review.md", "Reviw.md"] {
            assert_eq!(near(typed), ["code/review.md"], "{typed}");
        }
        assert_eq!(near("rw"), [""; 0]);
        assert_eq!(near("core"), [""; 0]);
    }

    /// Texts made of what the query language and the matcher treat in a way of their own.
    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("'"),
            Just("^"),
            Just("$"),
            Just("!"),
            Just("\\"),
            Just("#"),
            Just("in:"),
            Just("/"),
            Just(" "),
            Just("review"),
            Just("R"),
            Just("周"),
            Just("报"),
            Just("é"),
            Just("ß"),
            Just("👩\u{200d}👧"),
            Just("e\u{301}"),
            Just("\u{1b}"),
            Just("\u{3000}"),
            Just("\0"),
        ];
        prop_oneof![
            4 => proptest::collection::vec(piece.clone(), 0..12).prop_map(|pieces| pieces.concat()),
            2 => any::<String>(),
            1 => (piece, 500..1500_usize).prop_map(|(piece, times)| piece.repeat(times)),
        ]
    }

    fn odd_book() -> Arc<Snapshot> {
        let long = format!("{}.md", "long 名/".repeat(50));
        let title = format!("# {}", "title 标题 ".repeat(400));
        let big = format!("# {}", "x".repeat(8000));
        snapshot(&[
            ("code/review.md", "---\ntags: [code]\n---\n# Review"),
            ("写作/周报.md", "# 周报 👩\u{200d}👧 e\u{301}"),
            ("a.md", ""),
            ("big.md", big.as_str()),
            (long.as_str().trim_start_matches('/'), title.as_str()),
        ])
    }

    proptest! {
        #[test]
        fn whatever_is_typed_finds_known_prompts_once_each(typed in typed()) {
            let book = odd_book();
            let mut found = search(&book, &typed);
            let count = found.len();
            found.sort();
            found.dedup();
            prop_assert_eq!(found.len(), count);
            prop_assert!(found.iter().chain(&nearest(&book, &typed, 3)).all(|id| book.get(id).is_some()));
            for entry in book.entries() {
                let name = entry.id.display();
                let marks = marks(&name, &typed);
                prop_assert!(marks.is_sorted());
                prop_assert!(marks.last().is_none_or(|last| (*last as usize) < name.chars().count()));
            }
        }
    }

    #[test]
    fn a_page_pasted_by_mistake_is_answered_as_its_beginning_is() {
        let book = odd_book();
        for typed in ["x".repeat(1_000_000), "周".repeat(1000), "'".repeat(1000), "a ".repeat(1000)] {
            let beginning: String = typed.chars().take(256).collect();
            assert_eq!(search(&book, &typed), search(&book, &beginning));
            assert_eq!(marks("code/review.md", &typed), marks("code/review.md", &beginning));
            assert_eq!(nearest(&book, &typed, 3), nearest(&book, &beginning, 3));
        }
    }
}
