//! Weights and colours. The terminal's own sixteen colours, and none where `NO_COLOR` asks for none; what matters is
//! always told by weight or by a word as well.

use ratatui::style::{Color, Modifier, Style};

use super::super::model::preview::Part;
use super::super::understanding::Mark;
use crate::prompt::template::Severity;

/// How things are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// The terminal's own colours, or attributes only.
    pub fn new(colours: bool) -> Theme {
        Theme { colours }
    }

    fn colour(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// Ordinary text.
    pub fn plain(self) -> Style {
        Style::new()
    }

    /// Less important text.
    pub fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Headings and the program's name.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The focused pane's frame and title.
    pub fn focus(self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The selected row.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A part of a text under edit; of a finding also how much it matters.
    pub fn mark(self, mark: Mark, severity: Option<Severity>) -> Style {
        match mark {
            Mark::Header | Mark::Quote => self.quiet(),
            Mark::Key => self.colour(Color::Cyan),
            Mark::Heading | Mark::Strong => self.strong(),
            Mark::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
            Mark::Code => self.colour(Color::Green),
            Mark::Variable => self.variable(),
            Mark::Site => self.colour(Color::Yellow).add_modifier(Modifier::ITALIC),
            Mark::Fault(_) => {
                let style = match severity {
                    Some(Severity::Fault) => self.colour(Color::Red),
                    Some(Severity::Warning) => self.colour(Color::Yellow),
                    Some(Severity::Note) | None => Style::new(),
                };
                style.add_modifier(Modifier::UNDERLINED)
            }
        }
    }

    /// A part of a text that is read.
    pub fn part(self, part: Part) -> Style {
        match part {
            Part::Plain => self.plain(),
            Part::Heading => self.strong(),
            Part::Tags => self.key(),
            Part::Quiet => self.quiet(),
            Part::Variable => self.variable(),
        }
    }

    /// Where a value stands in a text.
    pub fn variable(self) -> Style {
        self.colour(Color::Magenta).add_modifier(Modifier::BOLD)
    }

    /// Letters that match what was typed.
    pub fn matched(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED)
    }

    /// What only the older of two texts has.
    pub fn removed(self) -> Style {
        self.colour(Color::Red)
    }

    /// What only the newer of two texts has.
    pub fn added(self) -> Style {
        self.colour(Color::Green)
    }

    /// A key in a hint.
    pub fn key(self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Something went well.
    pub fn good(self) -> Style {
        self.colour(Color::Green)
    }

    /// Something to know.
    pub fn warning(self) -> Style {
        self.colour(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// Something failed.
    pub fn fault(self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }
}
