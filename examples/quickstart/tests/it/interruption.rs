//! Ctrl-C.
#![cfg(unix)]

use std::process::Command;

use crate::support::{Bench, ENTRIES};

#[test]
fn an_interrupted_run_is_gone_on_with() {
    let bench = Bench::slow();
    let mut child = bench.start();
    bench.wait_for_entries(&mut child, 4);
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty(), "half a table");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("interrupted"), "{said}");

    let next = bench.run();
    assert_eq!(next.state(), "partly_warm");
    assert!(next.loads() <= ENTRIES - 4, "{} loads", next.loads());
    let cold = Bench::slow().run();
    assert_eq!(next.analysis(), cold.analysis());
}
