//! What is refused: one test for each rule, of the rule's name.

mod cache_value;
mod function;
mod interop;
mod key;
mod key_part;
mod policy;
mod region;
mod words;

use cachekit_schema_derive::rule::Rule;

#[test]
fn every_rule_has_a_test_of_its_name() {
    let tests = [
        include_str!("cache_value.rs"),
        include_str!("function.rs"),
        include_str!("interop.rs"),
        include_str!("key.rs"),
        include_str!("key_part.rs"),
        include_str!("policy.rs"),
        include_str!("region.rs"),
        include_str!("words.rs"),
    ]
    .concat();
    let has_none = |name: &&str| !tests.contains(&format!("\nfn {name}() {{"));
    let missing: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).filter(has_none).collect();
    assert_eq!(missing, ["bug"], "only a bug of ours cannot be provoked from outside");
}
