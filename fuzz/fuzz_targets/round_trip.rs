//! Load, edit, save.
#![no_main]

use libfuzzer_sys::fuzz_target;
use promptbook::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::round_trip(bytes);
});
