//! What may have been meant by a name that is none: only what is near enough that a slip of the finger explains it.

use std::cmp::Reverse;

/// A shared beginning of fewer letters says nothing.
const SHORTEST_BEGINNING: usize = 3;

/// How far `known` is from what was `typed`, letter case aside; `None` where nobody would take one for the other. Less is
/// nearer.
///
/// Near are names of which at most a third of the letters would have to be changed, left out, put in or swapped with
/// their neighbour, and names that begin alike for two thirds of the shorter one.
pub(crate) fn nearness(typed: &str, known: &str) -> Option<usize> {
    let (typed, known) = (letters(typed), letters(known));
    // A Chinese name is short, and each of its characters says much.
    let least = usize::from(typed.len() > 1 && typed.iter().any(|letter| !letter.is_ascii()));
    let most = (typed.len() / 3).max(least);
    if let Some(distance) = distance(&typed, &known, most) {
        return Some(distance);
    }
    let alike = typed.iter().zip(&known).take_while(|(a, b)| a == b).count();
    let needed = (2 * typed.len().min(known.len())).div_ceil(3).max(SHORTEST_BEGINNING);
    // Behind every name that only has a few letters wrong.
    (alike >= needed).then(|| typed.len() + known.len() - alike)
}

/// The one of `known` that is nearest to what was `typed`, the first of them where several are.
pub(crate) fn nearest_of<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.into_iter().filter_map(|known| Some((nearness(typed, known)?, known)));
    // Of two that are equally far the one that ends alike is likelier.
    near.min_by_key(|(distance, known)| (*distance, Reverse(ending(typed, known)))).map(|(_, known)| known)
}

fn ending(one: &str, other: &str) -> usize {
    one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count()
}

fn letters(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// How many letters have to be changed, left out, put in or swapped with their neighbour to make one name of the other
/// (optimal string alignment), where these are no more than `most`.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let changed = above[column] + usize::from(letter != against);
            let mut best = changed.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *against {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        if current.iter().all(|distance| *distance > most) && above.iter().all(|distance| *distance > most) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_slip_of_the_finger_explains_are_near() {
        for (typed, known) in [
            ("reveiw", "review"),
            ("rendr", "render"),
            ("Langage", "language"),
            ("lst", "list"),
            ("周抱", "周报"),
            ("lang", "language"),
            ("review-code", "review"),
        ] {
            assert!(nearness(typed, known).is_some(), "{typed} {known}");
        }
    }

    #[test]
    fn names_that_only_share_some_letters_are_not() {
        for (typed, known) in
            [("x", "export"), ("ab", "ac"), ("revw", "overview"), ("commit", "compare"), ("周", "报"), ("", "a")]
        {
            assert_eq!(nearness(typed, known), None, "{typed} {known}");
        }
    }

    #[test]
    fn fewer_wrong_letters_come_before_a_shared_beginning() {
        assert_eq!(nearest_of("reviw", ["revision", "review", "reviews"]), Some("review"));
        assert_eq!(nearest_of("langage", ["focus", "language"]), Some("language"));
        assert_eq!(nearest_of("tone", ["focus", "diff"]), None);
    }
}
