//! A screen as SVG. Text is text, in runs of one style; box lines and blocks are shapes, so that they join whatever
//! the font. Wide characters get the columns they have in a terminal by letter spacing, narrow ones by text length.

use std::collections::BTreeMap;
use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// Columns, rows and letters in pixels. The width is what the usual monospace fonts have at this size.
const CELL: (f64, f64) = (8.43, 18.0);
const LETTER: f64 = 14.0;
const WIDE: f64 = 15.5;
const MARGIN: f64 = 12.0;

const BACK: &str = "#16181d";
const TEXT: &str = "#d3d7de";
const DIM: &str = "#8b9099";
const CURSOR: &str = "#f5c542";

/// The sixteen colours of a terminal.
const COLOURS: [&str; 16] = [
    "#2b2f38", "#ef6b73", "#8fce8b", "#f0c674", "#7aa6da", "#c397d8", "#70c8d4", "#d3d7de", "#5c6370", "#ff7b86",
    "#a5e075", "#ffd580", "#8abcf5", "#d7aff0", "#86e0ea", "#ffffff",
];

/// How a run of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Style {
    text: &'static str,
    bold: bool,
    dim: bool,
    underlined: bool,
    wide: bool,
}

/// The picture of `screen`.
pub fn picture(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let mut painter = Painter::default();
    let cursor = (!screen.hide_cursor()).then(|| screen.cursor_position());
    for row in 0..rows.get() {
        painter.row(screen, row, columns.get(), cursor);
    }
    painter.lines();
    let width = f64::from(columns.get()) * CELL.0 + 2.0 * MARGIN;
    let height = f64::from(rows.get()) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" xml:space=\"preserve\">\n<style>\ntext{{font:{LETTER}px 'DejaVu Sans Mono',Menlo,\
         'SF Mono',Consolas,'Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',monospace;\
         fill:{TEXT};white-space:pre}}\n"
    );
    for (style, class) in &painter.classes {
        let _ = writeln!(svg, ".{}{{{}}}", letter(*class), css(*style));
    }
    let _ = write!(
        svg,
        "</style>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACK}\"/>\n<g \
         transform=\"translate({MARGIN} {MARGIN})\">\n{}</g>\n</svg>\n",
        painter.body
    );
    svg
}

#[derive(Default)]
struct Painter {
    body: String,
    classes: BTreeMap<Style, usize>,
    /// Half lines of box characters in half cells: by colour, then whether they run down, then across, then along.
    halves: BTreeMap<(&'static str, bool, u16), Vec<u16>>,
}

impl Painter {
    fn row(&mut self, screen: &Screen, row: u16, columns: u16, cursor: Option<(u16, u16)>) {
        let mut run: Option<(u16, Style, String)> = None;
        let mut behind: Option<(u16, u16, &'static str)> = None;
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column) else { continue };
            if cell.is_wide_continuation() {
                continue;
            }
            let here = cursor == Some((row, column));
            let (text, back) = colours(cell, here);
            let wide = cell.is_wide();
            let cells = if wide { 2 } else { 1 };
            match (&mut behind, back) {
                (Some((_, end, colour)), Some(back)) if *colour == back && *end == column => *end += cells,
                (behind, back) => {
                    self.back(row, behind.take());
                    *behind = back.map(|back| (column, column + cells, back));
                }
            }
            let contents = cell.contents();
            let mut characters = contents.chars();
            let shape = characters.next().filter(|_| characters.next().is_none());
            let line = if cell.dim() && text == TEXT { DIM } else { text };
            if shape.is_some_and(|shape| self.shape(shape, row, column, line)) {
                self.text(row, run.take());
                continue;
            }
            let style = Style { text, bold: cell.bold(), dim: cell.dim(), underlined: cell.underline(), wide };
            let blank = contents.is_empty() || contents == " ";
            match &mut run {
                // A space looks the same in every style without a line.
                Some((_, _, letters)) if blank && !style.underlined && !style.wide => letters.push(' '),
                Some((_, same, letters)) if *same == style && alike(letters, contents) => letters.push_str(contents),
                _ => {
                    self.text(row, run.take());
                    run = (!blank || style.underlined).then(|| (column, style, contents.to_owned()));
                }
            }
        }
        self.text(row, run);
        self.back(row, behind);
    }

    /// Draws what is no letter; says whether it was.
    fn shape(&mut self, shape: char, row: u16, column: u16, colour: &'static str) -> bool {
        let eighths = match shape {
            '▁'..='█' => shape as u32 - '▁' as u32 + 1,
            _ => {
                let Some((left, right, up, down)) = arms(shape) else { return false };
                let (x, y) = (2 * column, 2 * row);
                // The middle of a cell is where two halves meet.
                let mut half = |is: bool, runs_down, across, along| {
                    if is {
                        self.halves.entry((colour, runs_down, across)).or_default().push(along);
                    }
                };
                half(left, false, row, x);
                half(right, false, row, x + 1);
                half(up, true, column, y);
                half(down, true, column, y + 1);
                return true;
            }
        };
        let height = CELL.1 * f64::from(eighths) / 8.0;
        let y = f64::from(row + 1) * CELL.1 - height;
        let x = f64::from(column) * CELL.0;
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{height:.2}\" fill=\"{colour}\"/>",
            CELL.0
        );
        true
    }

    fn back(&mut self, row: u16, run: Option<(u16, u16, &'static str)>) {
        if let Some((start, end, colour)) = run {
            let (x, y) = (f64::from(start) * CELL.0, f64::from(row) * CELL.1);
            let width = f64::from(end - start) * CELL.0;
            // Behind the text of its row, which may be there already.
            let rect = format!(
                "<rect x=\"{x:.2}\" y=\"{y:.0}\" width=\"{width:.2}\" height=\"{}\" fill=\"{colour}\"/>\n",
                CELL.1
            );
            self.body.insert_str(0, &rect);
        }
    }

    fn text(&mut self, row: u16, run: Option<(u16, Style, String)>) {
        let Some((column, style, text)) = run else { return };
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        let next = self.classes.len();
        let class = letter(*self.classes.entry(style).or_insert(next));
        let x = f64::from(column) * CELL.0;
        let y = f64::from(row) * CELL.1 + 13.5;
        let length = match (style.wide, text.chars().count()) {
            (true, _) | (false, 1) => String::new(),
            (false, count) => format!(" textLength=\"{:.2}\"", count as f64 * CELL.0),
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(self.body, "<text class=\"{class}\" x=\"{x:.2}\" y=\"{y}\"{length}>{text}</text>");
    }

    /// Draws the box lines, each as long as it goes on.
    fn lines(&mut self) {
        let mut paths: BTreeMap<&str, String> = BTreeMap::new();
        for ((colour, runs_down, across), halves) in &mut self.halves {
            halves.sort_unstable();
            let (along, aside) = if *runs_down { (CELL.1, CELL.0) } else { (CELL.0, CELL.1) };
            let aside = (f64::from(*across) + 0.5) * aside;
            let mut start = 0;
            for end in 1..=halves.len() {
                if end < halves.len() && halves[end] == halves[end - 1] + 1 {
                    continue;
                }
                let from = f64::from(halves[start]) * along / 2.0;
                let to = f64::from(halves[end - 1] + 1) * along / 2.0;
                let path = paths.entry(colour).or_default();
                let _ = match runs_down {
                    true => write!(path, "M{aside:.1} {from:.1}V{to:.1}"),
                    false => write!(path, "M{from:.1} {aside:.1}H{to:.1}"),
                };
                start = end;
            }
        }
        for (colour, path) in paths {
            let _ =
                writeln!(self.body, "<path stroke=\"{colour}\" stroke-linecap=\"square\" fill=\"none\" d=\"{path}\"/>");
        }
    }
}

/// The arms of a box character: left, right, up, down.
fn arms(character: char) -> Option<(bool, bool, bool, bool)> {
    Some(match character {
        '─' | '━' => (true, true, false, false),
        '│' | '┃' => (false, false, true, true),
        '┌' | '╭' => (false, true, false, true),
        '┐' | '╮' => (true, false, false, true),
        '└' | '╰' => (false, true, true, false),
        '┘' | '╯' => (true, false, true, false),
        '├' => (false, true, true, true),
        '┤' => (true, false, true, true),
        '┬' => (true, true, false, true),
        '┴' => (true, true, true, false),
        '┼' => (true, true, true, true),
        _ => return None,
    })
}

/// Whether more text can go into a run: signs that fonts lack come from another font, whose width may differ.
fn alike(run: &str, more: &str) -> bool {
    run.trim_end().is_ascii() == more.is_ascii()
}

/// The colours of a cell: of its text, and behind it where that is not the screen's own.
fn colours(cell: &Cell, cursor: bool) -> (&'static str, Option<&'static str>) {
    let of = |colour| match colour {
        Color::Idx(index) if index < 16 => Some(COLOURS[usize::from(index)]),
        _ => None,
    };
    let (text, back) = (of(cell.fgcolor()).unwrap_or(TEXT), of(cell.bgcolor()));
    if cursor {
        return (BACK, Some(CURSOR));
    }
    if cell.inverse() { (back.unwrap_or(BACK), Some(text)) } else { (text, back) }
}

fn css(style: Style) -> String {
    let mut css = String::new();
    if style.text != TEXT {
        let _ = write!(css, "fill:{};", style.text);
    }
    if style.bold {
        css.push_str("font-weight:bold;");
    }
    if style.dim {
        let _ = if style.text == TEXT { write!(css, "fill:{DIM};") } else { write!(css, "fill-opacity:.6;") };
    }
    if style.underlined {
        css.push_str("text-decoration:underline;");
    }
    if style.wide {
        let _ = write!(css, "font-size:{WIDE}px;letter-spacing:{:.2}px;", 2.0 * CELL.0 - WIDE);
    }
    css
}

/// The name of a class.
fn letter(class: usize) -> String {
    format!("s{class}")
}
