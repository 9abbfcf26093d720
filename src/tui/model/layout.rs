//! Where the panes are. A pure function of the screen's size and of what is shown, used by `update` (pages, clicks) and
//! by `view`.

use ratatui::layout::Rect;

/// Below this many columns and rows there is only one sentence.
pub const SMALLEST: (u16, u16) = (20, 5);

/// Narrower screens have one column.
const TWO_COLUMNS: u16 = 60;

/// Screens this wide and tall show the cache strip unless it is hidden.
const DOCKED: (u16, u16) = (100, 28);

/// Rows of the docked strip with its frame.
const STRIP: u16 = 6;

/// What decides the layout besides the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The pane with the keyboard.
    pub focus: Pane,
    /// Whether only that pane is shown.
    pub zoom: Zoom,
    /// The cache strip.
    pub dock: Dock,
}

/// A pane of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The list of prompts.
    List,
    /// The preview, or the editor in its place.
    Text,
}

/// Whether the focused pane has the screen for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zoom {
    /// All panes that fit.
    Off,
    /// Only the focused one.
    On,
}

/// Whether the cache strip is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dock {
    /// Where there is room for it.
    Automatic,
    /// By hand.
    Shown,
    /// By hand.
    Hidden,
}

/// The rectangles of one frame; what is not shown has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The first line: book, counts, cache.
    pub header: Rect,
    /// The filter line.
    pub filter: Rect,
    /// The list with its frame.
    pub list: Option<Rect>,
    /// The text with its frame.
    pub text: Option<Rect>,
    /// The cache strip with its frame.
    pub strip: Option<Rect>,
    /// The line for what has just been said.
    pub message: Rect,
    /// The line of keys.
    pub hints: Rect,
    /// Whether panes have frames: a narrow screen has no columns to spare.
    pub framed: bool,
}

impl Layout {
    /// The layout of a screen of `width` and `height` cells, or `None` where it is too small.
    pub fn of(width: u16, height: u16, wish: Wish) -> Option<Layout> {
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return None;
        }
        let line = |y| Rect::new(0, y, width, 1);
        let has_strip = match wish.dock {
            Dock::Automatic => width >= DOCKED.0 && height >= DOCKED.1,
            Dock::Shown => height >= STRIP + 10,
            Dock::Hidden => false,
        } && wish.zoom == Zoom::Off;
        let strip_height = if has_strip { STRIP } else { 0 };
        let body = Rect::new(0, 2, width, height.saturating_sub(4 + strip_height));
        let strip = has_strip.then(|| Rect::new(0, body.bottom(), width, STRIP));
        let narrow = width < TWO_COLUMNS;
        let (list, text) = match (wish.zoom, narrow, wish.focus) {
            (Zoom::On, _, Pane::List) => (Some(body), None),
            (Zoom::On, _, Pane::Text) | (Zoom::Off, true, Pane::Text) => (None, Some(body)),
            // One column: the list, and as much of the text below it as can be spared.
            (Zoom::Off, true, Pane::List) => {
                let peek = if body.height >= 7 { 3 } else { 0 };
                let list = Rect { height: body.height - peek, ..body };
                let text = Rect { y: list.bottom(), height: peek, ..body };
                (Some(list), (peek > 0).then_some(text))
            }
            (Zoom::Off, false, _) => {
                let list = Rect { width: (width * 2 / 5).clamp(24, 34.max(width / 4)), ..body };
                (Some(list), Some(Rect { x: list.right(), width: width - list.width, ..body }))
            }
        };
        Some(Layout {
            header: line(0),
            filter: line(1),
            list,
            text,
            strip,
            message: line(height - 2),
            hints: line(height - 1),
            framed: !narrow,
        })
    }

    /// What is left of a pane inside its frame. On a narrow screen only a rule parts the text from the list above it.
    pub fn inside(&self, pane: Rect) -> Rect {
        if self.framed {
            return Rect::new(pane.x + 1, pane.y + 1, pane.width.saturating_sub(2), pane.height.saturating_sub(2));
        }
        if self.list.is_some_and(|list| pane.y > list.y) {
            return Rect { y: pane.y + 1, height: pane.height.saturating_sub(1), ..pane };
        }
        pane
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISH: Wish = Wish { focus: Pane::List, zoom: Zoom::Off, dock: Dock::Automatic };

    #[test]
    fn the_panes_fill_the_screen_without_overlap_at_every_size() {
        for width in 20..220 {
            for height in 5..70 {
                for focus in [Pane::List, Pane::Text] {
                    for dock in [Dock::Automatic, Dock::Shown, Dock::Hidden] {
                        let layout =
                            Layout::of(width, height, Wish { focus, dock, ..WISH }).expect("it is large enough");
                        let panes = [
                            Some(layout.header),
                            Some(layout.filter),
                            layout.list,
                            layout.text,
                            layout.strip,
                            Some(layout.message),
                            Some(layout.hints),
                        ];
                        let cells: u32 = panes.iter().flatten().map(|pane| pane.area()).sum();
                        assert_eq!(cells, u32::from(width) * u32::from(height), "{width}x{height} {layout:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_screen_below_twenty_by_five_has_no_panes() {
        assert_eq!(Layout::of(19, 24, WISH), None);
        assert_eq!(Layout::of(80, 4, WISH), None);
    }

    #[test]
    fn a_wide_screen_docks_the_strip_and_a_narrow_one_has_one_column() {
        let wide = Layout::of(120, 40, WISH).expect("it is large enough");
        assert_eq!((wide.strip.map(|strip| strip.height), wide.list.map(|list| list.width)), (Some(6), Some(34)));
        let narrow = Layout::of(40, 12, WISH).expect("it is large enough");
        assert_eq!((narrow.list.map(|list| list.height), narrow.text.map(|text| text.height)), (Some(5), Some(3)));
    }
}
