//! Benchmarks of cachekit beside what else there is.
//!
//! ```text
//! cargo run --release --manifest-path bench/Cargo.toml -- --help
//! ```
//!
//! A further benchmark is a module and a row of [`BENCHES`].

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

const USAGE: &str = "\
Times cachekit beside what else there is, in turns: see `harness`. Measure on a quiet machine.

Usage: bench [NAME]... [--only TEXT] [--rounds NUMBER]

  NAME             runs the benchmarks whose names begin with it [default: all]
  --only TEXT      of each, the contestants whose names contain it, and the first, which is the measure for the others
  --rounds NUMBER  how many turns each contestant takes [default: 2000]
  -h, --help       prints this

Those of Redis start a server of their own.

Benchmarks, and what one operation reads, or seals:
";

/// What the command line asks for.
enum Command {
    Help,
    Run(Vec<String>, Options),
}

fn main() -> ExitCode {
    match command(std::env::args().skip(1)) {
        Ok(Command::Help) => help(),
        Ok(Command::Run(names, options)) => run(&names, &options),
        Err(wrong) => {
            eprintln!("bench: {wrong}; see `--help`");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn help() {
    print!("{USAGE}");
    for Bench { name, about, .. } in BENCHES {
        println!("  {name:<13}{about}");
    }
}

fn run(names: &[String], options: &Options) {
    for bench in BENCHES {
        if names.is_empty() || names.iter().any(|name| bench.name.starts_with(name.as_str())) {
            bench.run(options);
        }
    }
}

fn command(mut words: impl Iterator<Item = String>) -> Result<Command, String> {
    let (mut names, mut options) = (Vec::new(), Options::default());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-h" | "--help" => return Ok(Command::Help),
            "--only" => options.only = words.next().ok_or("`--only` needs a text")?,
            "--rounds" => {
                let number = words.next().and_then(|number| number.parse().ok());
                options.rounds = number.filter(|&rounds| rounds > 0).ok_or("`--rounds` needs a number")?;
            }
            name if BENCHES.iter().any(|bench| bench.name.starts_with(name)) => names.push(word),
            _ => return Err(format!("there is no `{word}`")),
        }
    }
    Ok(Command::Run(names, options))
}
