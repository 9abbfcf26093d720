//! Where everything stands on the rows of the picker.

use ratatui::layout::{Rect, Size};

/// Columns from which the preview stands beside the list.
const BESIDE: u16 = 72;

/// Rows from which it stands beneath it on a narrower screen.
const BENEATH: u16 = 8;

/// Where everything stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub filter: Rect,
    pub list: Rect,
    /// With the line between it and the list.
    pub preview: Option<Rect>,
    /// Within the preview: a heading, then the text.
    pub text: Option<Rect>,
    pub hints: Option<Rect>,
}

impl Areas {
    pub(super) fn of(Size { width, height }: Size) -> Areas {
        let filter = Rect { x: 0, y: 0, width, height: height.min(1) };
        let hints = (height >= 3).then(|| Rect { x: 0, y: height - 1, width, height: 1 });
        let rows = height.saturating_sub(1 + u16::from(hints.is_some()));
        let body = Rect { x: 0, y: filter.height, width, height: rows };
        let (list, preview, text) = if width >= BESIDE && rows >= 3 {
            let columns = width * 2 / 5;
            let preview = Rect { x: columns, width: width - columns, ..body };
            // The line and a space are on its left.
            let text = Rect { x: columns + 2, y: body.y + 1, width: preview.width - 2, height: rows - 1 };
            (Rect { width: columns, ..body }, Some(preview), Some(text))
        } else if height >= BENEATH {
            let listed = rows.div_ceil(2);
            let preview = Rect { y: body.y + listed, height: rows - listed, ..body };
            // The line holds the heading.
            let text = Rect { x: 1, y: preview.y + 1, width: width.saturating_sub(2), height: preview.height - 1 };
            (Rect { height: listed, ..body }, Some(preview), Some(text))
        } else {
            (body, None, None)
        };
        Areas { filter, list, preview, text, hints }
    }

    /// Rows of the text in the preview.
    pub(super) fn text_rows(&self) -> usize {
        self.text.map_or(0, |text| text.height).into()
    }
}
