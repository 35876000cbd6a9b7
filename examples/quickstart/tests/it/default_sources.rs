//! A run without a directory.

use crate::support::{Run, program};

#[test]
fn the_default_sources_are_real_work() {
    let cache = tempfile::tempdir().unwrap();
    let run = || Run::of(program().arg("--json").arg("--cache").arg(cache.path()));

    let cold = run();
    let spent = cold.seconds("FileReport", "spent");
    println!("{} files, {spent:.1} s of parsing", cold.analysis()["total"]["files"]);
    assert!(spent >= 1.0, "{spent} s of parsing show nothing");
    assert_eq!(cold.state(), "cold");
    assert_eq!(cold.count("FileReport", "loads"), cold.count("FileReport", "keys"));

    let warm = run();
    assert_eq!(warm.loads(), 0);
    assert_eq!(warm.analysis(), cold.analysis());
}
