//! What the macros refuse, and in which words.
//!
//! Bless with `TRYBUILD=overwrite cargo test -p ui-tests --test ui`, then read every changed `.stderr` as a user
//! would. `tests/table.rs` checks what a blessing cannot change: that each mistake is reported once, at its own line.

#[test]
fn refused() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/parse/*.rs");
    cases.compile_fail("tests/ui/check/*.rs");
    cases.compile_fail("tests/ui/bounds/*.rs");
}
