//! Bytes to a prompt of any dialect, its findings and its renderings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use promptbook::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::template(bytes);
});
