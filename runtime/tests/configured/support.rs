//! Processes with an environment of their own.

use std::env;
use std::process::{Command, Output};

use cachekit::prelude::*;

pub(crate) const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
pub(crate) const OLD_KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// Set where a test runs in a process that was started for it.
const INSIDE: &str = "CACHEKIT_TESTS_INSIDE";

/// Whether this is the process with the variables, where the test is to do its work. In the one that runs all tests it
/// starts that process, and fails as it does.
#[track_caller]
pub(crate) fn inside(test: &str, variables: &[(&str, &str)]) -> bool {
    if env::var_os(INSIDE).is_some() {
        return true;
    }
    let Output { status, stdout, stderr } = process(test, variables);
    let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    assert!(status.success() && said.contains("1 passed"), "{test}: {said}");
    false
}

/// What [`CacheKit::from_env`] makes of the variables: a client, as `Debug` shows it, or an error, as people see it.
pub(crate) fn from_env(variables: &[(&str, &str)]) -> Result<String, String> {
    let Output { stdout, stderr, .. } = process("support::probe", variables);
    let said = String::from_utf8(stdout).unwrap();
    let told =
        |word: &str| said.lines().find_map(|line| line.split_once(word)).map(|(_, rest)| rest.to_owned());
    match (told("CLIENT "), told("ERROR ")) {
        (Some(client), None) => Ok(client),
        (None, Some(error)) => Err(error),
        _ => panic!("{said} {}", String::from_utf8_lossy(&stderr)),
    }
}

#[test]
#[ignore = "it is run by `from_env`, in a process with other variables"]
fn probe() {
    match CacheKit::from_env().and_then(CacheKitBuilder::build) {
        Ok(client) => println!("\nCLIENT {client:?}"),
        Err(error) => println!("\nERROR {error}"),
    }
}

fn process(test: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--include-ignored", "--nocapture"]);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CACHEKIT_") {
            command.env_remove(name);
        }
    }
    command.env(INSIDE, "1").envs(variables.iter().copied()).output().unwrap()
}
