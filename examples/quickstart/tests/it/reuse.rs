//! What is loaded, and what is found.

use std::fs;

use crate::support::{Bench, DIRECTORIES, ENTRIES, FILES, RANKINGS};

#[test]
fn a_cold_run_loads_everything_once_and_a_warm_one_nothing() {
    let bench = Bench::new();

    let cold = bench.run();
    assert_eq!(cold.state(), "cold");
    assert_eq!(cold.count("FileReport", "loads"), FILES);
    assert_eq!(cold.count("DirectorySummary", "loads"), DIRECTORIES);
    assert_eq!(cold.count("RankingKey", "loads"), RANKINGS);
    assert_eq!(cold.loads(), ENTRIES);
    assert_eq!(cold.analysis()["total"]["files"], FILES);

    let warm = bench.run();
    assert_eq!(warm.state(), "warm");
    assert_eq!(warm.loads(), 0);
    assert_eq!(warm.count("FileReport", "l2_hits"), FILES);
    assert_eq!(warm.analysis(), cold.analysis());

    let (spent, saved) = (cold.seconds("FileReport", "spent"), warm.seconds("FileReport", "saved"));
    assert!((spent - saved).abs() < 1e-6, "{spent} s were spent, {saved} s are said to be saved");
}

#[test]
fn an_edited_file_costs_its_report_its_directory_and_the_rankings() {
    let bench = Bench::new();
    let before = bench.run();
    let original = fs::read(bench.sources().join("part1/file2.rs")).unwrap();

    bench.append("part1/file2.rs", "fn one_more() {}\n");
    let edited = bench.run();
    assert_eq!(edited.state(), "partly_warm");
    assert_eq!(edited.count("FileReport", "loads"), 1);
    assert_eq!(edited.count("DirectorySummary", "loads"), 1);
    assert_eq!(edited.count("RankingKey", "loads"), RANKINGS);
    assert_eq!(edited.loads(), 4);
    let functions = |run: &crate::support::Run| run.analysis()["total"]["functions"].as_u64().unwrap();
    assert_eq!(functions(&edited), functions(&before) + 1, "the old report was served for the new text");

    bench.write("part1/file2.rs", &original);
    let undone = bench.run();
    assert_eq!(undone.loads(), 0, "the old text is the old key");
    assert_eq!(undone.analysis(), before.analysis());
}

#[test]
fn a_renamed_file_keeps_its_report() {
    let bench = Bench::new();
    bench.run();
    let part = bench.sources().join("part0");
    fs::rename(part.join("file0.rs"), part.join("renamed.rs")).unwrap();
    let renamed = bench.run();
    assert_eq!(renamed.count("FileReport", "loads"), 0);
    assert_eq!(renamed.loads(), 1 + RANKINGS, "names are part of the directory and of the rankings");
}

#[test]
fn a_moved_directory_keeps_its_summary() {
    let bench = Bench::new();
    bench.run();
    fs::rename(bench.sources().join("part0"), bench.sources().join("moved")).unwrap();
    assert_eq!(bench.run().loads(), RANKINGS);
}

#[test]
fn copies_of_a_file_share_its_report() {
    let bench = Bench::new();
    fs::copy(bench.sources().join("part0/file0.rs"), bench.sources().join("part0/copy.rs")).unwrap();
    let cold = bench.run();
    assert_eq!(cold.state(), "cold");
    assert_eq!(cold.count("FileReport", "keys"), FILES);
    assert_eq!(cold.count("FileReport", "loads"), FILES);
    assert_eq!(cold.analysis()["total"]["files"], FILES + 1);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let bench = Bench::new();
    let analyses = ["1", "2", "16"].map(|jobs| {
        let run = crate::support::Run::of(bench.command().args(["--json", "--clear", "--jobs", jobs]));
        assert_eq!(run.loads(), ENTRIES);
        run.analysis().clone()
    });
    assert_eq!(analyses[0], analyses[1]);
    assert_eq!(analyses[0], analyses[2]);
}

#[test]
fn clear_makes_the_next_run_cold() {
    let bench = Bench::new();
    bench.run();
    let cleared = crate::support::Run::of(bench.command().args(["--json", "--clear"]));
    assert_eq!(cleared.state(), "cold");
    assert_eq!(bench.run().state(), "warm");
}
