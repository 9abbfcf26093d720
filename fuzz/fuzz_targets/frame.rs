//! Bytes to frames of any size.
#![no_main]

use libfuzzer_sys::fuzz_target;
use promptbook::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    fuzzing::frame(bytes);
});
