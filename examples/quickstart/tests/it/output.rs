//! The page that a person reads.

use std::process::Stdio;

use crate::support::{Bench, program};

fn page(bench: &Bench) -> String {
    let output = bench.command().output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "progress is for terminals");
    String::from_utf8(output.stdout).unwrap()
}

/// The analysis: what stands before the numbers of the cache.
fn tables(page: &str) -> &str {
    &page[..page.find("\nregion ").unwrap()]
}

#[test]
fn the_page_says_how_warm_the_run_was() {
    let bench = Bench::new();
    let cold = page(&bench);
    assert!(cold.contains("cold: 30 loads in "), "{cold}");
    let warm = page(&bench);
    assert!(warm.contains("warm: 0 loads in ") && warm.contains("30 found in the cache"), "{warm}");
    assert_eq!(tables(&warm), tables(&cold));
    bench.append("part3/file5.rs", "struct OneMore;\n");
    let edited = page(&bench);
    assert!(
        edited.contains("partly warm: 4 loads in ") && edited.contains("26 found in the cache"),
        "{edited}"
    );
}

#[test]
fn the_page_shows_keys_and_reads_them_back() {
    let page = page(&Bench::new());
    for region in ["FileReport", "DirectorySummary", "RankingKey"] {
        assert!(page.contains(region), "{page}");
    }
    let line =
        |beginning: &str| page.lines().map(str::trim).find(|line| line.starts_with(beginning)).unwrap();
    let key = line("quickstart:file:v1:");
    let hash = key.rsplit(':').next().unwrap();
    assert_eq!(hash.len(), 32);
    assert_eq!(line("content = "), format!("content = {hash}"));
    assert!(line("quickstart:ranking:v1:").ends_with(":longest-function"));
    assert!(line("tree = ").ends_with("by = longest-function"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let bench = Bench::new();
    let mut child = bench.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty());
}

#[test]
fn help_names_every_flag_and_exit_status() {
    let output = program().arg("--help").output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for word in ["[DIR]", "--cache", "--clear", "--jobs", "--max-files", "--json", "Exit status", "130"] {
        assert!(help.contains(word), "`{word}` is not in: {help}");
    }
}
