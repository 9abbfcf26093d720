//! The article looks at the bytecode to show that replacing the reference is one step. Here the release build is
//! disassembled: a publication goes through one locked compare-and-exchange, and a read whose snapshot is still current
//! through no locked instruction at all.
//!
//! What this shows is which instructions there are. It does not show that the protocol around them is right, nor what
//! other orders of them would do: that is what the models and histories are for (`.ci/prove`).
//!
//! Needs objdump, an x86-64 and `target/release/promptbook`; without one of them it says so and passes.

use std::collections::{BTreeMap, BTreeSet};
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
const SNAPSHOT: &str = "promptbook::cache::Cache::snapshot";
const READ: &str = "promptbook::cache::reader::Reader::read";
const GET: &str = "promptbook::cache::map::Map<V,S>::get";
const COMPARE_AND_SWAP: &str =
    "<arc_swap::strategy::hybrid::HybridStrategy<Cfg> as arc_swap::strategy::sealed::CaS<T>>::compare_and_swap";

/// The release build, if there is one that is not older than the source.
fn release() -> Option<PathBuf> {
    let tested = Path::new(env!("CARGO_BIN_EXE_promptbook"));
    let release = tested.parent()?.parent()?.join("release").join(tested.file_name()?);
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cache").read_dir().ok()?;
    let newest = sources.filter_map(|source| changed(&source.ok()?.path())).max()?;
    (changed(&release)? >= newest).then_some(release)
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

/// Whether the function can return along a path on which no instruction is `barred`.
fn returns_without(function: &Function, barred: impl Fn(&str) -> bool) -> bool {
    let mut seen = BTreeSet::new();
    let mut ahead: Vec<u64> = function.keys().next().copied().into_iter().collect();
    while let Some(address) = ahead.pop() {
        let Some(instruction) = function.get(&address).filter(|_| seen.insert(address)) else { continue };
        if barred(&instruction.text) {
            continue;
        }
        if instruction.text.starts_with("ret") {
            return true;
        }
        ahead.extend(instruction.jumps_to);
        if !instruction.text.starts_with("jmp") {
            ahead.extend(function.range(address + 1..).next().map(|(next, _)| *next));
        }
    }
    false
}

fn is_locked(instruction: &str) -> bool {
    instruction.starts_with("lock ") || instruction.starts_with("xchg ") && instruction.contains('(')
}

fn has(function: &Function, what: &str) -> bool {
    function.values().any(|instruction| instruction.text.starts_with(what))
}

#[test]
fn a_publication_is_one_compare_and_exchange_and_a_read_no_locked_instruction() {
    if cfg!(not(target_arch = "x86_64")) {
        return eprintln!("SKIPPED: this test reads x86-64 instructions only");
    }
    let Some(release) = release() else {
        return eprintln!("SKIPPED: there is no release build of this source: cargo build --release");
    };
    if Command::new("objdump").arg("--version").output().is_err() {
        return eprintln!("SKIPPED: objdump is not installed (package binutils)");
    }
    let find = |name| function(&release, name).unwrap_or_else(|| panic!("{name} is not in the release build"));

    let (replace, compare_and_swap) = (find(REPLACE), find(COMPARE_AND_SWAP));
    assert!(replace.values().any(|instruction| instruction.text.contains(COMPARE_AND_SWAP)), "{replace:#?}");
    assert!(has(&compare_and_swap, "lock cmpxchg"), "{compare_and_swap:#?}");
    // A store that does not compare would be an exchange.
    assert!(!has(&replace, "xchg") && !has(&compare_and_swap, "xchg"), "{replace:#?} {compare_and_swap:#?}");

    let (read, get) = (find(READ), find(GET));
    assert!(!get.values().any(|instruction| is_locked(&instruction.text)), "{get:#?}");
    let calls_another = |text: &str| text.starts_with("call") && !text.contains(GET);
    assert!(returns_without(&read, |text| is_locked(text) || calls_another(text)), "{read:#?}");

    // The look that takes a reference of its own cannot do without, which shows that this test would notice.
    let snapshot = find(SNAPSHOT);
    assert!(!returns_without(&snapshot, is_locked), "{snapshot:#?}");
}
