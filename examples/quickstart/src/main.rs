//! `cargo run -p quickstart [DIR]`: parses a tree of Rust sources, and keeps every result in a typed cache region.
//!
//! Where to read on: [`regions`] is the schema of the cache, [`analysis`] uses it, [`report`] is the slow work.

mod analysis;
mod cli;
mod error;
mod hash;
mod page;
mod parallel;
mod parse;
mod progress;
mod regions;
mod report;
mod sources;
mod store;
mod summary;
mod table;
mod tally;
mod usage;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use cachekit::CacheKit;
use clap::Parser as _;

use cli::Options;
use error::Error;
use page::Page;
use usage::Usage;

fn main() -> ExitCode {
    match start(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart: {error}");
            error.exit_code()
        }
    }
}

fn start(options: &Options) -> Result<(), Error> {
    let sources = sources::choose(options.dir.as_deref(), options.max_files())?;
    let directory = store::directory(options.cache.as_deref())?;
    if options.clear {
        store::clear(&directory)?;
    }
    let cache = CacheKit::file(&directory).build()?;

    let begun = Instant::now();
    let (analysis, tally) = until_interrupted(analysis::analyse(&cache, &sources, options.jobs()))?;
    let usage = Usage::new(&cache.stats(), &tally, begun.elapsed());

    let page = Page { sources: &sources, cache: &directory, analysis: &analysis, usage: &usage };
    let text = if options.json { serde_json::to_string_pretty(&page)? + "\n" } else { page.to_string() };
    print(&text)
}

/// Runs the job on as many threads as there are processors. After Ctrl-C nothing begins any more; what was loaded
/// until then is in the cache, whole, since entries appear there under their names in one step.
fn until_interrupted<T>(job: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime =
        builder.enable_all().thread_stack_size(parse::STACK_BYTES).build().map_err(Error::Runtime)?;
    runtime.block_on(async {
        tokio::select! {
            done = job => done,
            _ = tokio::signal::ctrl_c() => Err(Error::Interrupted),
        }
    })
}

fn print(output: &str) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush()) {
        // `| head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::Output),
    }
}
