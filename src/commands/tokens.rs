//! `promptbook tokens NAME...`: how many tokens the bodies of prompts are, as they are written.

use serde::Serialize;

use super::name::find;
use super::{Failure, Streams};
use crate::cli::TokensArgs;
use crate::library::Library;
use crate::prompt::PromptId;
use crate::tokens::{Count, Vocabulary};

#[derive(Serialize)]
struct Row {
    name: PromptId,
    characters: usize,
    tokens: usize,
    /// Whether it is what the vocabulary's own program counts.
    exact: bool,
    vocabulary: Vocabulary,
}

/// Prints a line for each prompt, and a sum where there are several.
pub async fn run(library: &Library, args: &TokensArgs, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for typed in &args.names {
        let name = find(library, typed).await?;
        let template = library.template(&*library.read(&name).await?);
        let body = String::from_utf8_lossy(&template.raw()[template.header().body()]).into_owned();
        let Count { tokens, exact } = args.vocabulary.count(&body);
        rows.push(Row { name, characters: body.chars().count(), tokens, exact, vocabulary: args.vocabulary });
    }
    if args.json {
        return streams.json(&rows);
    }
    let number = |tokens: usize, exact: bool| format!("{}{tokens} ", if exact { "" } else { "~" }).into_bytes();
    for row in &rows {
        streams.line(&[number(row.tokens, row.exact).as_slice(), row.name.as_bytes()].concat())?;
    }
    if rows.len() > 1 {
        let sum = number(rows.iter().map(|row| row.tokens).sum(), rows.iter().all(|row| row.exact));
        streams.line(&[sum.as_slice(), b"total"].concat())?;
    }
    Ok(())
}
