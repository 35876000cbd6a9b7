//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::Parser;

const EXIT_STATUS: &str = "\
Exit status:
  0    done, also when some files could not be parsed
  1    the cache or the disk failed
  2    wrong usage: an unknown flag, no such directory, nothing to parse in it
  130  interrupted; what was parsed until then is kept";

/// Parses a tree of Rust sources, with every result in a typed cache region.
///
/// Run it twice: the second run finds everything in the cache. Edit a file and run it again: that file, its
/// directory and the two rankings are made anew, and nothing else.
#[derive(Debug, Parser)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Options {
    /// The directory of Rust sources. Without it: this workspace, or, since that is small, the sources of the
    /// toolchain's library or of cargo's registry
    pub(crate) dir: Option<PathBuf>,

    /// Keep the cache in DIR/cachekit-quickstart instead of the user's cache folder
    #[arg(long, value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,

    /// Forget what earlier runs have kept, then run
    #[arg(long)]
    pub(crate) clear: bool,

    /// Parse on N threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,

    /// Take the first N files in the order of their names
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_files: u32,

    /// Print one JSON document instead of tables
    #[arg(long)]
    pub(crate) json: bool,
}

impl Options {
    /// How many files are worked on at one time.
    pub(crate) fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(processors, usize::from)
    }

    /// How many files are taken at the most.
    pub(crate) fn max_files(&self) -> usize {
        usize::try_from(self.max_files).unwrap_or(usize::MAX)
    }
}
