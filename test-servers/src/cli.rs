//! `redis-cli`, as a person at a console.

use std::process::Command;
use std::thread;
use std::time::Duration;

/// What a server on this machine answers to a command, or why there is no answer.
pub(crate) fn ask(port: u16, words: &[&str]) -> String {
    run(&[&["-p", &port.to_string()][..], words].concat())
}

/// Runs `redis-cli`, and gives what it prints.
pub(crate) fn run(words: &[&str]) -> String {
    let output = Command::new("redis-cli").args(words).output();
    let output = output.expect("there is a redis-cli: `make setup` brings it");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Waits for servers to agree on something.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1_500 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{what}: not within 30 seconds");
}
