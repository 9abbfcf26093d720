use super::*;

fn understanding(text: &str) -> Understanding {
    let id = PromptId::new("x.md").expect("a valid test name");
    Understanding::of(id, Arc::new(text.as_bytes().to_vec()), &Dialects::default())
}

/// What is marked: the line, the marked text, and what it is.
fn marked(text: &str) -> Vec<(usize, &str, Mark)> {
    let marks = understanding(text).marks();
    let lines = text.split('\n').enumerate();
    lines
        .flat_map(|(number, line)| {
            marks.of_line(number).iter().map(move |(range, mark)| (number, &line[range.clone()], *mark))
        })
        .collect::<Vec<_>>()
}

#[test]
fn header_variables_faults_and_markdown_are_marked_in_their_lines() {
    let text = "---\ntitle: 审阅\nargs: [lang]\n---\n# Heading\nAsk {{lang}} *so*, `x` and **y**.\n> quoted\n{{open\n";
    assert_eq!(
        marked(text),
        [
            (0, "---", Mark::Header),
            (1, "title: 审阅", Mark::Header),
            (1, "title", Mark::Key),
            (2, "args: [lang]", Mark::Header),
            (2, "args", Mark::Key),
            (3, "---", Mark::Header),
            (4, "# Heading", Mark::Heading),
            (5, "*so*", Mark::Emphasis),
            (5, "`x`", Mark::Code),
            (5, "**y**", Mark::Strong),
            (5, "{{lang}}", Mark::Variable),
            (6, "> quoted", Mark::Quote),
            (7, "{{open", Mark::Fault(0)),
        ]
    );
    assert_eq!(understanding(text).findings[0].line, 8);
}

#[test]
fn what_is_between_fences_is_code_and_names_with_underlines_are_no_emphasis() {
    assert_eq!(
        marked("```\n# no *heading*\n```\nsnake_case_name 2 * 3 * 4 \\*no\\* 中文**重点**"),
        [
            (0, "```", Mark::Code),
            (1, "# no *heading*", Mark::Code),
            (2, "```", Mark::Code),
            (3, "**重点**", Mark::Strong)
        ]
    );
}

#[test]
fn a_line_of_many_marks_that_do_not_close_is_looked_at_quickly() {
    let start = std::time::Instant::now();
    understanding(&"*a _b `c ".repeat(7_000)).marks();
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn characters_are_those_of_the_body() {
    assert_eq!(understanding("---\ntitle: x\n---\n中文 a").characters, 4);
}

/// Marks of one kind at these bytes of the lines of a text.
fn marks(lines: &[&[Range<usize>]]) -> Marks {
    let of = |ranges: &&[Range<usize>]| ranges.iter().map(|range| (range.clone(), Mark::Variable)).collect();
    Marks { lines: lines.iter().map(of).collect() }
}

#[test]
fn marks_behind_a_change_move_along_with_their_text() {
    // Two bytes typed at byte 3 of the second line.
    let mut in_line = marks(&[&[0..4], &[0..2, 2..5, 6..9]]);
    in_line.replaced((1, 3), (1, 3), 0, 5);
    assert_eq!(in_line, marks(&[&[0..4], &[0..2, 2..7, 8..11]]));
    // A line feed there, with two bytes behind it.
    let mut broken = marks(&[&[0..4], &[0..2, 6..9], &[1..2]]);
    broken.replaced((1, 3), (1, 3), 1, 2);
    assert_eq!(broken, marks(&[&[0..4], &[0..2], &[5..8], &[1..2]]));
    // From byte 1 of the first line to byte 6 of the second one removed.
    let mut joined = marks(&[&[0..4], &[0..2, 6..9], &[1..2]]);
    joined.replaced((0, 1), (1, 6), 0, 1);
    assert_eq!(joined, marks(&[&[0..1, 1..4], &[1..2]]));
}

#[test]
fn a_change_that_is_only_known_by_its_last_line_keeps_the_lines_around_it() {
    let mut more = marks(&[&[0..1], &[0..2], &[0..3]]);
    more.jumped(2, 4);
    assert_eq!(more, marks(&[&[0..1], &[0..2], &[], &[0..3]]));
    more.jumped(1, 3);
    assert_eq!(more, marks(&[&[0..1], &[0..2], &[0..3]]));
}
