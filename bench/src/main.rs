//! Benchmarks of cachekit beside what else there is.
//!
//! ```text
//! cargo run --release --manifest-path bench/Cargo.toml -- [name]... [--only text] [--rounds number]
//! ```
//!
//! Runs the benchmarks whose names begin with one of the words, or all of them; of each the contestants whose names
//! contain the text of `--only`, and the first, which is the measure for the others. A further benchmark is a module
//! and a row of [`BENCHES`].

mod harness;
mod l1_hit;
mod redis_batch;
mod redis_reads;
mod sealing;
mod secure_hit;

use std::process::ExitCode;

use harness::{Bench, Options};

const BENCHES: &[&Bench] = &[
    &l1_hit::BENCH,
    &secure_hit::BENCH,
    &sealing::BENCHES[0],
    &sealing::BENCHES[1],
    &sealing::BENCHES[2],
    &sealing::BENCHES[3],
    &redis_batch::BENCH,
    &redis_reads::BENCH,
];

fn main() -> ExitCode {
    let (names, options) = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("bench: {wrong}");
            return ExitCode::FAILURE;
        }
    };
    for bench in BENCHES {
        if names.is_empty() || names.iter().any(|name| bench.name.starts_with(name.as_str())) {
            bench.run(&options);
        }
    }
    ExitCode::SUCCESS
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<(Vec<String>, Options), String> {
    let (mut names, mut options) = (Vec::new(), Options::default());
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => options.only = words.next().ok_or("`--only` needs a text")?,
            "--rounds" => {
                let number = words.next().and_then(|number| number.parse().ok());
                options.rounds = number.filter(|&rounds| rounds > 0).ok_or("`--rounds` needs a number")?;
            }
            name if BENCHES.iter().any(|bench| bench.name.starts_with(name)) => names.push(word),
            _ => {
                let known: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
                return Err(format!("there is no `{word}`; the benchmarks are: {}", known.join(", ")));
            }
        }
    }
    Ok((names, options))
}
