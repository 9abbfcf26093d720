//! Names and files that nobody should make.

use std::ffi::OsStr;
use std::fs;
use std::io::Result;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command as Process;

use crate::{Home, PROGRAM};

#[test]
fn names_that_lead_out_of_the_book_or_cannot_be_typed_are_refused() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    let long = "长".repeat(100);
    for name in ["", "../x", "/etc/x", "a/../b", "a\u{1b}[2Jb", "a\u{202e}b", &long, ".hidden", "con"] {
        home.run(["new", name]).fails(2, &[]);
        home.run(["mv", "a", name]).fails(2, &[]);
    }
    for name in ["", "../data/promptbook/prompts/a.md", "/etc/passwd", "a//b"] {
        home.run(["show", name]).fails(2, &[]);
        home.run(["rm", name]).fails(2, &[]);
    }
    home.run(["show", &format!("{long}.md")]).fails(1, &[]);
    home.run(["show", "x\u{1b}]0;owned\u{7}"]).fails(1, &["x␛]0;owned␇"]);
    assert_eq!(home.run(["list"]).text(), "a.md\n");
    Ok(())
}

#[test]
fn only_prompts_can_be_named_though_other_files_lie_beside_them() -> Result<()> {
    let home = Home::with(&[(".git/config", "secret"), ("a.md", "x")])?;
    home.run(["rm", ".git/config"]).fails(1, &["No prompt matches"]);
    home.run(["show", ".git/config"]).fails(1, &["No prompt matches"]);
    assert!(home.book().join(".git/config").exists());
    Ok(())
}

#[test]
fn names_that_are_not_utf_8_or_hold_escape_sequences_are_exact_in_a_pipe() -> Result<()> {
    let home = Home::with(&[])?;
    let names = [OsStr::from_bytes(b"a\xff.md"), OsStr::from_bytes(b"b\x1b[2J.md")];
    for name in names {
        // Some file systems take no such names; then there is nothing to print.
        if home.put(name, b"text").is_err() {
            return Ok(());
        }
    }
    assert_eq!(home.run(["list"]).out, b"a\xff.md\nb\x1b[2J.md\n");
    for name in names {
        assert_eq!(home.run([OsStr::new("show"), name]).text(), "text");
        assert_eq!(home.run([OsStr::new("rm"), name]).code, Some(0));
    }
    assert_eq!(home.run(["list"]).out, b"");
    Ok(())
}

#[test]
fn what_is_no_regular_file_is_refused_at_once_and_mentioned_in_lists() -> Result<()> {
    let home = Home::with(&[("folder.md/inner.md", "in"), ("a.md", "x")])?;
    assert!(Process::new("mkfifo").arg(home.book().join("fifo.md")).status()?.success());
    symlink("/etc/passwd", home.book().join("out.md"))?;
    symlink("loop.md", home.book().join("loop.md"))?;
    home.run(["show", "fifo.md"]).fails(1, &["fifo.md is not a regular file"]);
    home.run(["show", "folder.md"]).fails(1, &["folder.md is not a regular file"]);
    for link in ["out.md", "loop.md"] {
        home.run(["show", link]).fails(1, &["leads out of the book or nowhere"]);
        home.run(["rm", link]).fails(1, &["leads out of the book or nowhere"]);
    }
    let said = home.run(["list"]);
    assert_eq!((said.code, said.text()), (Some(0), "a.md\nfolder.md/inner.md\n"));
    assert!(said.notes.starts_with("Skipped 3\n") && said.notes.contains("fifo.md: is not a regular file"));
    assert_eq!(home.run(["stats", "--json"]).json()["prompts"], 2);
    Ok(())
}

#[test]
fn a_file_of_50_megabytes_passes_through_unchanged() -> Result<()> {
    let home = Home::with(&[])?;
    let bytes = vec![b'x'; 50 << 20];
    home.put("big.md", &bytes)?;
    assert!(home.run(["show", "big.md"]).out == bytes);
    let from = home.book().join("big.md");
    assert_eq!(home.run([OsStr::new("new"), "copy".as_ref(), "--from".as_ref(), from.as_ref()]).code, Some(0));
    assert!(fs::read(home.book().join("copy.md"))? == bytes);
    Ok(())
}

#[test]
fn a_file_for_which_there_is_no_memory_is_refused_with_its_size_and_the_others_are_there() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    // Nothing but a length: it takes no room on the disk.
    fs::File::create(home.book().join("big.md"))?.set_len(250 << 20)?;
    let limited = |name: &str| {
        let mut shell = Process::new("sh");
        shell.args(["-c", "ulimit -v 200000 && exec \"$0\" show \"$1\"", PROGRAM, name]);
        let process = home.process();
        for (variable, value) in process.get_envs() {
            match value {
                Some(value) => shell.env(variable, value),
                None => shell.env_remove(variable),
            };
        }
        let output = shell.output().expect("a shell");
        (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, out, notes) = limited("big.md");
    assert_eq!((code, out.as_slice()), (Some(1), b"".as_slice()), "{notes}");
    assert!(notes.contains("there is not enough memory for big.md, which is 262144000 bytes long"), "{notes}");
    assert_eq!(limited("a.md"), (Some(0), b"x".to_vec(), String::new()));
    Ok(())
}
