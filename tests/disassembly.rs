//! The article looks at the bytecode to show that replacing the reference is one step. Here the release build is
//! disassembled: a publication goes through one locked compare-and-exchange, and a read whose snapshot is still current
//! through no locked instruction at all.
//!
//! What this shows is which instructions there are. It does not show that the protocol around them is right, nor what
//! other orders of them would do: that is what the models and histories are for (`.ci/prove`).
//!
//! Needs objdump, an x86-64 and `target/release/promptbook`; without one of them it says so and passes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One instruction, with the address that it may jump to.
#[derive(Debug)]
struct Instruction {
    text: String,
    jumps_to: Option<u64>,
}

/// The instructions of one function by their addresses.
type Function = BTreeMap<u64, Instruction>;

const REPLACE: &str = "promptbook::cache::Cache::replace";
const READ: &str = "promptbook::cache::reader::Reader::read";
/// A read looks up by functions of the map; how many of them the compiler makes one is its own business.
const MAP: &str = "promptbook::cache::map::";
const COMPARE_AND_SWAP: &str =
    "<arc_swap::strategy::hybrid::HybridStrategy<Cfg> as arc_swap::strategy::sealed::CaS<T>>::compare_and_swap";

/// The release build, if there is one of this source: cargo writes beside it which files it was made of. None of them,
/// nor the versions of the dependencies, may be newer.
fn release() -> Option<PathBuf> {
    let tested = Path::new(env!("CARGO_BIN_EXE_promptbook"));
    let release = tested.parent()?.parent()?.join("release").join(tested.file_name()?);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made_of = std::fs::read_to_string(release.with_extension("d")).ok()?;
    // Spaces in paths are escaped; a NUL is in none.
    let made_of = made_of.split_once(": ")?.1.replace("\\ ", "\0");
    let sources = made_of.split_whitespace().map(|path| root.join(path.replace('\0', " ")));
    let sources: Vec<PathBuf> = sources.chain([root.join("Cargo.lock")]).collect();
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let built = changed(&release)?;
    let is_older = |path: &PathBuf| path.starts_with(root) && changed(path).is_some_and(|changed| changed <= built);
    (sources.len() > 1 && sources.iter().all(is_older)).then_some(release)
}

/// Disassembles `name`, which the compiler may have left out or merged.
fn function(release: &Path, name: &str) -> Option<Function> {
    let output = Command::new("objdump")
        .args(["-d", "-C", "--no-show-raw-insn", &format!("--disassemble={name}")])
        .arg(release)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let instruction = |line: &str| {
        let (address, text) = line.split_once(":\t")?;
        let address = u64::from_str_radix(address.trim(), 16).ok()?;
        let target = text.split_whitespace().nth(1).and_then(|target| u64::from_str_radix(target, 16).ok());
        let jumps_to = target.filter(|_| text.starts_with('j'));
        Some((address, Instruction { text: text.trim().to_owned(), jumps_to }))
    };
    let function: Function = text.lines().filter_map(instruction).collect();
    (!function.is_empty()).then_some(function)
}

/// The first instruction that is an `aim` and can be reached from `start` along a path without `barred` ones.
fn reach(function: &Function, start: u64, aim: impl Fn(&str) -> bool, barred: impl Fn(&str) -> bool) -> Option<u64> {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![start];
    while let Some(address) = ahead.pop() {
        let Some(instruction) = function.get(&address).filter(|_| seen.insert(address)) else { continue };
        if barred(&instruction.text) {
            continue;
        }
        if aim(&instruction.text) {
            return Some(address);
        }
        ahead.extend(instruction.jumps_to);
        if !instruction.text.starts_with("jmp") {
            ahead.extend(function.range(address + 1..).next().map(|(next, _)| *next));
        }
    }
    None
}

/// The function that `instruction` calls, if it calls one by its name.
fn callee(instruction: &str) -> Option<String> {
    let name = instruction.strip_prefix("call")?.split_once('<')?.1;
    name.strip_suffix('>').map(str::to_owned)
}

fn is_return(instruction: &str) -> bool {
    instruction.starts_with("ret")
}

/// The addition of one to a counter in memory, which only a hit does.
fn is_count(instruction: &str) -> bool {
    instruction.starts_with("inc") && instruction.contains('(')
}

fn is_locked(instruction: &str) -> bool {
    instruction.starts_with("lock ") || instruction.starts_with("xchg ") && instruction.contains('(')
}

fn has(function: &Function, what: &str) -> bool {
    function.values().any(|instruction| instruction.text.starts_with(what))
}

/// Says so where the test runner does not swallow it.
fn skip(why: &str) {
    writeln!(std::io::stderr(), "SKIPPED a_publication_is_one_compare_and_exchange: {why}").expect("standard error");
}

#[test]
fn a_publication_is_one_compare_and_exchange_and_a_read_no_locked_instruction() {
    if cfg!(not(target_arch = "x86_64")) {
        return skip("this test reads x86-64 instructions only");
    }
    let Some(release) = release() else {
        return skip(
            "there is no release build of this source: cargo build --release, after touch src/lib.rs if need be",
        );
    };
    if Command::new("objdump").arg("--version").output().is_err() {
        return skip("objdump is not installed (package binutils)");
    }
    let find = |name: &str| function(&release, name).unwrap_or_else(|| panic!("{name} is not in the release build"));

    let replace = find(REPLACE);
    // Where crates are optimised as one, as in packages and benchmarks, it is part of its only caller.
    let calls = replace.values().any(|instruction| instruction.text.contains(COMPARE_AND_SWAP));
    let compare_and_swap = if calls { find(COMPARE_AND_SWAP) } else { find(REPLACE) };
    assert!(has(&compare_and_swap, "lock cmpxchg"), "{compare_and_swap:#?}");
    // A store that does not compare would be an exchange.
    assert!(!has(&replace, "xchg") && !has(&compare_and_swap, "xchg"), "{replace:#?} {compare_and_swap:#?}");

    let read = find(READ);
    let looks_up: BTreeSet<String> = read.values().filter_map(|instruction| callee(&instruction.text)).collect();
    let mut looks_up: Vec<String> = looks_up.into_iter().filter(|name| name.starts_with(MAP)).collect();
    let mut looked_at = BTreeSet::new();
    while let Some(name) = looks_up.pop() {
        if looked_at.insert(name.clone()) {
            let function = find(&name);
            assert!(!function.values().any(|instruction| is_locked(&instruction.text)), "{name} {function:#?}");
            looks_up.extend(function.values().filter_map(|instruction| callee(&instruction.text)));
            looks_up.retain(|name| name.starts_with(MAP));
        }
    }
    let waits = |text: &str| is_locked(text) || text.starts_with("call") && !text.contains(MAP);
    let entry = |function: &Function| *function.keys().next().expect("it has instructions");
    let counted = reach(&read, entry(&read), is_count, waits);
    let returned = counted.and_then(|counted| reach(&read, counted, is_return, waits));
    assert!(returned.is_some(), "{read:#?}");

    // A publication counts references, which shows that this test would notice.
    assert!(reach(&replace, entry(&replace), is_return, is_locked).is_none(), "{replace:#?}");
}
