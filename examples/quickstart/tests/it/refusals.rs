//! Sources that do not parse, and calls that cannot be served.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Bench, Run, command, program};

#[test]
fn files_that_do_not_parse_are_listed_and_kept_like_others() {
    let bench = Bench::new();
    bench.write("odd/broken.rs", b"fn f() {}\n\nfn g( {\n");
    bench.write("odd/latin1.rs", b"// caf\xe9\n");
    bench.write(
        "odd/nested.rs",
        format!("const A: u8 = {}1{};", "(".repeat(50_000), ")".repeat(50_000)).as_bytes(),
    );
    bench.write("odd/script.rs", b"#!/usr/bin/env run\nfn main() {}\n");
    bench.write("odd/empty.rs", b"");

    let cold = bench.run();
    let refused = cold.analysis()["refused"].as_array().unwrap();
    let places: Vec<_> =
        refused.iter().map(|file| format!("{}:{}", file["file"].as_str().unwrap(), file["line"])).collect();
    assert_eq!(places, ["odd/broken.rs:3", "odd/latin1.rs:1", "odd/nested.rs:1"]);
    assert_eq!(cold.analysis()["total"]["refused"], 3);
    assert_eq!(bench.run().loads(), 0);
}

#[test]
fn hidden_directories_and_build_output_are_not_parsed() {
    let bench = Bench::new();
    let before = bench.run();
    bench.write("target/debug/build.rs", b"fn f() {}");
    bench.write("part0/.hidden/file.rs", b"fn f() {}");
    bench.write("part0/notes.txt", b"fn f() {}");
    #[cfg(unix)]
    std::os::unix::fs::symlink(bench.sources(), bench.sources().join("part0/circle")).unwrap();
    assert_eq!(bench.run().analysis(), before.analysis());
}

#[test]
fn files_in_the_root_stand_under_a_dot() {
    let bench = Bench::new();
    bench.write("build.rs", b"fn main() {}");
    bench.write("zzz.rs", b"fn last() {}");
    let run = bench.run();
    let directories = run.analysis()["directories"].as_array().unwrap();
    let names: Vec<_> = directories.iter().map(|directory| directory["name"].as_str().unwrap()).collect();
    assert_eq!(names, [".", "part0", "part1", "part2", "part3"]);
    assert_eq!(directories[0]["summary"]["counts"]["files"], 2);
}

#[test]
fn max_files_takes_the_first() {
    let bench = Bench::new();
    let run = Run::of(bench.command().args(["--json", "--max-files", "7"]));
    assert_eq!(run.analysis()["total"]["files"], 7);
    assert_eq!(run.analysis()["directories"].as_array().unwrap().len(), 2);
}

#[test]
fn a_directory_that_is_not_there() {
    let bench = Bench::new();
    let missing = bench.sources().join("missing");
    refused(&mut command(&missing, &bench.cache()), 2, &["there is no directory", "missing"]);
}

#[test]
fn a_file_instead_of_a_directory() {
    let bench = Bench::new();
    let file = bench.sources().join("part0/file0.rs");
    refused(&mut command(&file, &bench.cache()), 2, &["is a file", "name the directory"]);
}

#[test]
fn a_directory_without_sources() {
    let bench = Bench::new();
    let empty = bench.sources().join("empty");
    fs::create_dir(&empty).unwrap();
    refused(&mut command(&empty, &bench.cache()), 2, &["no Rust sources", "empty"]);
}

#[test]
fn wrong_flags() {
    refused(program().arg("--job=3"), 2, &["--jobs"]);
    refused(program().arg("--jobs=0"), 2, &["--jobs"]);
    refused(program().arg("--max-files=0"), 2, &["--max-files"]);
}

#[test]
fn a_cache_that_cannot_be() {
    let bench = Bench::new();
    let file = bench.sources().join("part0/file0.rs");
    refused(&mut command(&bench.sources(), &file), 1, &["cannot use the cache"]);
}

#[test]
fn clear_removes_no_directory_but_its_own() {
    let bench = Bench::new();
    let precious = bench.entries_dir().join("precious/file");
    fs::create_dir_all(precious.parent().unwrap()).unwrap();
    fs::write(&precious, "precious").unwrap();
    refused(bench.command().arg("--clear"), 1, &["cannot clear the cache"]);
    assert!(Path::new(&precious).exists());
}

/// Runs, and expects this exit code, nothing on standard output and these words on standard error.
fn refused(command: &mut Command, code: i32, words: &[&str]) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty());
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in: {said}");
    }
}
