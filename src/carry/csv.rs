//! Tables: that of prompts.chat, whose columns are `act,prompt,for_devs,type,contributor`, and others with a title and a
//! text in each row.
//!
//! The cells of a row stand in the header of its prompt file, and the text is the body byte for byte, so that the table
//! can be written again without loss.

use super::{Carried, Entry, NotThis, Remark, Wanted};
use crate::prompt::dialect::Dialect;
use crate::prompt::header::{Header, HeaderText};

/// The columns of prompts.chat.
pub const COLUMNS: [&str; 5] = ["act", "prompt", "for_devs", "type", "contributor"];

/// The field of a header with the number of the row that the prompt came from, counted from 1.
const ROW: &str = "row";

/// Columns whose cell is the title, the likeliest first.
const TITLES: [&str; 4] = ["act", "title", "name", "command"];

/// Columns whose cell is the text, the likeliest first.
const TEXTS: [&str; 5] = ["prompt", "text", "content", "body", "template"];

/// Whether `line` can be the first of a table of prompts.
pub fn is_header(line: &str) -> bool {
    let names = line.split(delimiter(line.as_bytes())).map(|name| name.trim().trim_matches('"').to_ascii_lowercase());
    let names: Vec<String> = names.collect();
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    has(&TITLES) && has(&TEXTS)
}

/// Whether `bytes` start with the columns of prompts.chat.
pub fn is_of_prompts_chat(bytes: &[u8]) -> bool {
    let line = without_mark(bytes).split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let mut names = line.trim().split(',').map(|name| name.trim_matches('"'));
    COLUMNS[..2].iter().all(|column| names.next() == Some(column))
}

/// The prompts of a table.
///
/// # Errors
/// When it has no column for a title or none for a text, or cannot be read to its end.
pub fn read(bytes: &[u8]) -> Result<Carried, NotThis> {
    let bytes = without_mark(bytes);
    let of_prompts_chat = is_of_prompts_chat(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new();
    let delimiter = u8::try_from(delimiter(first)).unwrap_or(b',');
    if let Some(line) = open_quote(bytes, delimiter) {
        let way_out = "close it, or write \"\" for a quote that is text";
        return Err(NotThis(format!("the quote that opens in line {line} is not closed: {way_out}")));
    }
    let mut reader = reader.flexible(true).delimiter(delimiter).from_reader(bytes);
    let broken = |error: csv::Error| NotThis(format!("it cannot be read as a table: {error}"));
    let columns: Vec<String> =
        reader.byte_headers().map_err(broken)?.iter().map(|name| String::from_utf8_lossy(name).trim().into()).collect();
    let find = |known: &[&str]| {
        known.iter().find_map(|known| columns.iter().position(|column| column.eq_ignore_ascii_case(known)))
    };
    let (Some(title), Some(text)) = (find(&TITLES), find(&TEXTS)) else {
        let lacks = match (find(&TITLES), find(&TEXTS)) {
            (None, None) => "neither a column for a title nor one for a text",
            (None, Some(_)) => "no column for a title",
            _ => "no column for a text",
        };
        return Err(NotThis(format!(
            "it has {lacks}: its first line names {}. It must name one for the title ({}) and one for the text ({}), as \
             the table of prompts.chat does: {}",
            columns.join(", "),
            TITLES.join(", "),
            TEXTS.join(", "),
            COLUMNS.join(",")
        )));
    };
    let mut carried = Carried::default();
    for (index, record) in reader.byte_records().enumerate() {
        let (row, record) = (index + 1, record.map_err(broken)?);
        let place = format!("row {row}");
        let mut remark = |what: String| carried.remarks.push(Remark { place: place.clone(), what });
        if record.len() != columns.len() {
            remark(format!("it has {} cells where the first line has {}", record.len(), columns.len()));
        }
        let cell = |at: usize| record.get(at).map(String::from_utf8_lossy);
        let name = cell(title).unwrap_or_default().into_owned();
        if record.iter().enumerate().any(|(at, cell)| at != text && std::str::from_utf8(cell).is_err()) {
            remark("a cell beside the text is not UTF-8: what is not is replaced".to_owned());
        }
        let mut header = HeaderText::default();
        header.text("title", &name);
        if of_prompts_chat {
            header.text("dialect", Dialect::PromptsChat.name());
        }
        for (at, column) in columns.iter().enumerate().filter(|(at, _)| *at != title && *at != text) {
            if let Some(cell) = cell(at) {
                add(&mut header, column, &cell);
            }
        }
        for (at, extra) in record.iter().enumerate().skip(columns.len()) {
            add(&mut header, &format!("column {}", at + 1), &String::from_utf8_lossy(extra));
        }
        header.line(ROW, &row.to_string());
        let mut file = header.to_text().into_bytes();
        file.extend_from_slice(record.get(text).unwrap_or_default());
        let wanted = if name.trim().is_empty() { place.clone() } else { name };
        carried.entries.push(Entry { name: Wanted::Title(wanted), bytes: file, place });
    }
    Ok(carried)
}

/// The line, counted from 1, of the quote that swallows the rest of the table because none closes it.
fn open_quote(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let (mut line, mut opened, mut starts_cell) = (1, None, true);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match (opened, byte) {
            // Two of them in a quoted cell are one that is text.
            (Some(_), b'"') if next == Some(&b'"') => at += 1,
            (Some(_), b'"') => opened = None,
            (None, b'"') if starts_cell => opened = Some(line),
            _ => {}
        }
        starts_cell = opened.is_none() && (byte == delimiter || matches!(byte, b'\n' | b'\r'));
        line += usize::from(byte == b'\n' || (byte == b'\r' && next != Some(&b'\n')));
        at += 1;
    }
    opened
}

/// Adds a column under its name, or under another one where a header's field of that name would say something else.
fn add(header: &mut HeaderText, column: &str, cell: &str) {
    let is_tags = column.eq_ignore_ascii_case("tags");
    let key = match column {
        "" | "title" | "dialect" | "args" | "row" => format!("column {column}"),
        _ if is_tags || column.eq_ignore_ascii_case("description") => column.to_ascii_lowercase(),
        // A key in quotes cannot have these.
        _ => column.replace(['"', '\\', '\n', '\r'], " "),
    };
    header.text(&key, cell);
}

/// A row of the table of prompts.chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    act: String,
    prompt: Vec<u8>,
    /// `for_devs`, `type`, `contributor`.
    rest: [String; 3],
    /// Its number in the table that it came from.
    order: Option<u64>,
}

impl Row {
    /// The row for a prompt file with this header and these bytes; `title` where the header has none.
    pub fn of(title: &str, header: &Header, raw: &[u8]) -> Row {
        let exact = |key: &str| header.get(key).and_then(|field| field.value.as_str()).map(str::to_owned);
        // As the table writes truths; a header that a person wrote has them as YAML does.
        let truth = |key: &str| Some(if header.get(key)?.value.as_bool()? { "TRUE" } else { "FALSE" }.to_owned());
        let text = |key: &str| exact(key).or_else(|| truth(key)).or_else(|| header.text(key));
        Row {
            act: exact("title").unwrap_or_else(|| title.to_owned()),
            prompt: raw[header.body()].to_vec(),
            rest: [
                text("for_devs").unwrap_or_else(|| "FALSE".to_owned()),
                text("type").unwrap_or_else(|| "TEXT".to_owned()),
                text("contributor").unwrap_or_default(),
            ],
            order: header.get(ROW).and_then(|field| field.value.as_u64()),
        }
    }
}

/// The table of prompts.chat with these rows: those that came from one in its order, then the others as they are given.
/// Written as that table is: lines end in CR LF, and a cell is quoted only where it must be.
///
/// # Errors
/// Never for lack of anything but memory.
pub fn write(mut rows: Vec<Row>) -> Result<Vec<u8>, NotThis> {
    rows.sort_by_key(|row| row.order.unwrap_or(u64::MAX));
    let mut writer = csv::WriterBuilder::new();
    let writer = writer.terminator(csv::Terminator::CRLF).quote_style(csv::QuoteStyle::Necessary);
    let mut writer = writer.from_writer(Vec::new());
    let failed = |error: String| NotThis(format!("the table could not be written: {error}"));
    writer.write_record(COLUMNS).map_err(|error| failed(error.to_string()))?;
    for Row { act, prompt, rest: [for_devs, kind, contributor], order: _ } in &rows {
        let cells = [act.as_bytes(), prompt, for_devs.as_bytes(), kind.as_bytes(), contributor.as_bytes()];
        writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// What stands between the cells of a table whose first line is `line`.
fn delimiter(line: &[u8]) -> char {
    let has = |byte: u8| line.contains(&byte);
    match () {
        () if has(b',') => ',',
        () if has(b'\t') => '\t',
        () if has(b';') => ';',
        () => ',',
    }
}
