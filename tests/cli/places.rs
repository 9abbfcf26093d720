//! Which book is opened, and what the settings and the log do.

use std::fs;
use std::io::Result;
use std::os::unix::fs::PermissionsExt;

use crate::Home;

#[test]
fn without_a_book_the_samples_are_shown_and_nothing_is_written() -> Result<()> {
    let home = Home::new()?;
    let said = home.run(["list"]);
    assert_eq!((said.code, said.text().lines().count(), said.notes.lines().count()), (Some(0), 8, 1));
    assert!(said.notes.contains("does not exist yet") && said.notes.contains("built-in samples"), "{}", said.notes);
    assert!(home.run(["show", "周报"]).text().contains("{{记录}}"));
    assert_eq!(home.run(["path", "review"]).code, Some(0));
    assert_eq!(home.run(["stats", "--json"]).json()["prompts"], 8);
    for arguments in [&["rm", "review"][..], &["mv", "review", "x"], &["edit", "review"]] {
        home.run(arguments).fails(1, &["the built-in samples cannot be changed", "promptbook new NAME"]);
    }
    assert!(home.is_untouched()?);
    Ok(())
}

#[test]
fn the_first_new_prompt_makes_the_book() -> Result<()> {
    let home = Home::new()?;
    assert_eq!(home.run(["new", "a"]).code, Some(0));
    assert_eq!(home.run(["list"]).text(), "a.md\n");
    Ok(())
}

#[test]
fn new_without_a_text_to_take_makes_nothing() -> Result<()> {
    let home = Home::new()?;
    home.run(["new", "a", "--from", "missing"]).fails(1, &["missing: it does not exist", "Nothing was made"]);
    home.run(["new", "a", "--from", "."]).fails(1, &["it is a folder"]);
    home.run(["new", "../a"]).fails(2, &["names stay inside the book"]);
    assert!(home.is_untouched()?);
    Ok(())
}

#[test]
fn a_book_that_was_asked_for_and_is_not_one_is_explained() -> Result<()> {
    let home = Home::new()?;
    fs::write(home.at("file.md"), "x")?;
    fs::create_dir(home.at("empty"))?;
    home.run(["list", "--book", "missing"]).fails(1, &["missing does not exist", "mkdir -p"]);
    home.run(["--book", "file.md", "show", "x"]).fails(1, &["file.md is a file", "give the folder that holds it"]);
    home.run(["new", "x", "--book", "missing"]).fails(1, &["missing does not exist"]);
    home.run(["./missing"]).fails(1, &["missing does not exist"]);
    home.run(["file.md"]).fails(1, &["file.md is a file"]);
    let said = home.run(["list", "--book", "empty"]);
    assert_eq!((said.code, said.text()), (Some(0), ""));
    assert!(said.notes.contains("holds no prompts yet. promptbook new NAME"), "{}", said.notes);
    Ok(())
}

#[test]
fn a_mistyped_command_is_wrong_use_and_a_folder_of_its_name_is_opened() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    let meant = "there is no folder rendr; did you mean the command render?\n";
    for line in [&["rendr"][..], &["rendr", "a"], &["rendr", "a", "--input", "-"], &["-v", "rendr", "a"]] {
        let said = home.run(line);
        said.fails(2, &[meant]);
        assert_eq!(said.notes, meant);
    }
    home.run(["lst"]).fails(2, &["there is no folder lst; did you mean the command list?"]);
    home.run(["xyzzy", "a"]).fails(2, &["there is no command and no folder xyzzy", "promptbook --help"]);
    home.run(["list", "--jsn"]).fails(2, &["unexpected argument '--jsn'"]);
    fs::create_dir(home.at("rendr"))?;
    home.run(["rendr"]).fails(2, &["the full screen needs a terminal"]);
    Ok(())
}

#[test]
fn a_book_that_may_not_be_read_is_explained() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    fs::set_permissions(home.book(), fs::Permissions::from_mode(0o000))?;
    // The superuser reads it all the same, and then there is nothing to explain.
    if fs::read_dir(home.book()).is_err() {
        home.run(["list"]).fails(1, &["check its permissions"]);
    }
    fs::set_permissions(home.book(), fs::Permissions::from_mode(0o755))
}

#[test]
fn without_a_terminal_the_full_screen_names_the_commands() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    for arguments in [&[][..], &["."], &["--book", "."]] {
        home.run(arguments).fails(2, &["needs a terminal", "promptbook list, show, render"]);
    }
    Ok(())
}

#[test]
fn every_fault_in_the_settings_is_reported_and_nothing_is_started() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    home.configure("[cache]\nmax_byte = 1\nenabled = 3\n\n[colours]\nx = 1\n")?;
    let faults =
        ["config.toml line 2: cache.max_byte", "line 3: cache.enabled must be true", "line 5: colours", "Correct"];
    home.run(["list"]).fails(2, &faults);
    home.run(["."]).fails(2, &faults);
    assert_eq!(home.run(["config", "show"]).code, Some(0));
    home.configure("[cache\n")?;
    home.run(["list"]).fails(2, &["config.toml line 1"]);
    fs::write(home.at("config/promptbook/config.toml"), b"\xff")?;
    home.run(["list"]).fails(2, &["is not UTF-8"]);
    Ok(())
}

#[test]
fn the_settings_name_another_book() -> Result<()> {
    let home = Home::new()?;
    fs::create_dir(home.at("提示"))?;
    fs::write(home.at("提示/x.md"), "x")?;
    home.configure("[book]\npath = '~/提示'\n")?;
    assert_eq!(home.run(["list"]).text(), "x.md\n");
    Ok(())
}

#[test]
fn config_tells_where_the_settings_are_and_what_they_mean() -> Result<()> {
    let home = Home::new()?;
    let path = home.at("config/promptbook/config.toml");
    assert_eq!(home.run(["config", "path"]).text(), format!("{}\n", path.display()));
    home.configure(home.run(["config", "show"]).text())?;
    assert_eq!(home.run(["list"]).code, Some(0), "the defaults are a valid file");
    Ok(())
}

#[test]
fn config_check_tells_every_fault_of_the_settings_and_of_the_keys_which_other_commands_pass_over() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    let said = home.run(["config", "check"]);
    assert_eq!((said.code, said.text()), (Some(0), ""));
    assert!(said.notes.contains("config.toml: every setting is the default"), "{}", said.notes);
    home.configure("[keys]\nhelp = ['Hyper+x']\nquti = ['q']\nedit = ['F1', 'F7']\nquit = ['F10']\n")?;
    let faults = [
        "config.toml line 2: [keys] help: Hyper+x is no key: write it like",
        "config.toml line 3: [keys] quti is no action",
        "Correct the file; promptbook config show explains every setting\n",
    ];
    home.run(["config", "check"]).fails(2, &faults);
    let said = home.run(["list"]);
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), "a.md\n", ""));
    home.configure("[keys]\nedit = ['F12']\n[screen]\nmouse = 3\n")?;
    let faults = ["line 2: [keys] F12 is bound to both edit and mouse\n", "line 4: screen.mouse must be true or false"];
    home.run(["config", "check"]).fails(2, &faults);
    home.configure("[keys]\nedit = ['F11']\n")?;
    let said = home.run(["config", "check"]);
    assert_eq!((said.code, said.text()), (Some(0), ""));
    assert!(said.notes.starts_with("Every setting in ") && said.notes.contains("config.toml can be used"));
    Ok(())
}

#[test]
fn a_log_that_cannot_be_written_is_told_where_it_matters_and_stops_nothing() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    fs::write(home.at("state"), "a file where the folder should be")?;
    let said = home.run(["show", "a"]);
    assert_eq!((said.code, said.text(), said.notes.as_str()), (Some(0), "x", ""));
    let said = home.run(["show", "a", "-v"]);
    assert_eq!((said.code, said.text()), (Some(0), "x"));
    assert!(said.notes.contains("the log cannot be written"), "{}", said.notes);
    home.run(["."]).fails(2, &["the log cannot be written", "needs a terminal"]);
    Ok(())
}

#[test]
fn what_happened_is_in_the_log_where_it_is_asked_for() -> Result<()> {
    let home = Home::with(&[("a.md", "x")])?;
    assert_eq!(home.run(["show", "a"]).code, Some(0));
    assert!(!home.at("state").exists(), "nothing worth a warning happened");
    let said = home.run(["show", "a", "-v"]);
    assert_eq!((said.text(), said.notes.as_str()), ("x", ""));
    assert!(fs::read_to_string(home.at("state/promptbook/promptbook.log"))?.contains("INFO"));
    Ok(())
}

#[test]
fn the_widget_picks_from_the_book_that_init_was_given() -> Result<()> {
    let home = Home::new()?;
    let said = home.run(["init", "bash", "--book", "my $(book)'s"]);
    assert_eq!((said.code, said.notes.as_str()), (Some(0), ""));
    fs::write(home.at("script"), said.text())?;
    fs::create_dir(home.at("bin"))?;
    fs::write(home.at("bin/promptbook"), "#!/bin/sh\nprintf '<%s>' \"$@\"\n")?;
    fs::set_permissions(home.at("bin/promptbook"), fs::Permissions::from_mode(0o755))?;
    let mut bash = std::process::Command::new("bash");
    bash.args(["--norc", "-c", ". ./script; cd /; READLINE_POINT=0; promptbook_pick; printf %s \"$READLINE_LINE\""]);
    let path = format!("{}:{}", home.at("bin").display(), std::env::var("PATH").unwrap_or_default());
    let output = bash.current_dir(home.at("")).env("PATH", path).output()?;
    let book = home.at("my $(book)'s");
    let expected = format!("<pick><--book><{}><--quote><bash>", book.display());
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
