//! The result as a person reads it.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

use serde::Serialize;

use crate::analysis::{Analysis, Directory};
use crate::sources::Sources;
use crate::summary::{Counts, Summary};
use crate::table::{Table, grouped, time};
use crate::usage::{State, Usage};

/// Rows of a long list that a person reads. `--json` has them all.
const ROWS: usize = 12;
/// Of files that do not parse, a few show the kind.
const REFUSED_ROWS: usize = 5;
/// Characters of a message.
const LINE: usize = 100;

/// Everything that is printed: tables by `Display`, the whole of it by `Serialize`.
#[derive(Debug, Serialize)]
pub(crate) struct Page<'a> {
    pub(crate) sources: &'a Sources,
    /// The directory of the cache.
    pub(crate) cache: &'a Path,
    pub(crate) analysis: &'a Analysis,
    pub(crate) usage: &'a Usage,
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.origin(f)?;
        directories(self.analysis, f)?;
        rankings(self.analysis, f)?;
        refused_and_unreadable(self.analysis, f)?;
        regions(self.usage, f)?;
        samples(self.usage, f)?;
        verdict(self.usage, f)?;
        self.advice(f)
    }
}

impl Page<'_> {
    fn origin(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Sources { root, reason, truncated, bytes, files, .. } = self.sources;
        let (count, size) = (grouped(files.len() as u64), grouped(bytes.div_ceil(1000)));
        writeln!(f, "sources  {} ({count} files, {size} kB)", root.display())?;
        if let Some(reason) = reason {
            writeln!(f, "         {reason}")?;
        }
        if *truncated {
            writeln!(f, "         there are more; `--max-files` takes them")?;
        }
        writeln!(f, "cache    {}\n", self.cache.display())
    }

    fn advice(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let own =
            if self.sources.reason.is_some() { " in a directory of your own (`quickstart DIR`)" } else { "" };
        writeln!(f, "next: run it again: 0 loads")?;
        writeln!(f, "      edit a file{own}: 4 loads, for the file, its directory and the two rankings")?;
        writeln!(f, "      run it with `--clear`: cold again")
    }
}

fn directories(analysis: &Analysis, f: &mut Formatter<'_>) -> fmt::Result {
    let mut largest: Vec<&Directory> = analysis.directories.iter().collect();
    largest.sort_by_key(|directory| std::cmp::Reverse(directory.summary.counts.lines));
    let (shown, rest) = largest.split_at(largest.len().min(ROWS));

    let mut table = Table::new(&[
        "directory",
        "files",
        "lines",
        "fns",
        "structs",
        "enums",
        "traits",
        "impls",
        "other items",
        "longest fn",
    ]);
    for Directory { name, summary } in shown {
        table.row(directory_row(name, summary.counts, longest(summary)));
    }
    if !rest.is_empty() {
        let mut counts = Counts::default();
        for directory in rest {
            counts += directory.summary.counts;
        }
        table.row(directory_row(&format!("({} more)", rest.len()), counts, String::new()));
    }
    table.row(directory_row("(all)", analysis.total, String::new()));
    writeln!(f, "{table}")
}

fn directory_row(name: &str, counts: Counts, longest: String) -> Vec<String> {
    let Counts { files, lines, functions, items, refused: _ } = counts;
    let numbers =
        [files, lines, functions, items.structs, items.enums, items.traits, items.impls, items.others];
    let mut row = vec![name.to_owned()];
    row.extend(numbers.map(grouped));
    row.push(longest);
    row
}

fn longest(summary: &Summary) -> String {
    let longest = summary.longest.as_ref();
    longest.map_or_else(String::new, |(_, it)| format!("{} ({} lines)", it.name, grouped(it.lines)))
}

fn rankings(analysis: &Analysis, f: &mut Formatter<'_>) -> fmt::Result {
    for ranking in &analysis.rankings {
        writeln!(f, "{}", ranking.title)?;
        for place in &ranking.places {
            writeln!(f, "  {:>7}  {}", grouped(place.count), place.what)?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn refused_and_unreadable(analysis: &Analysis, f: &mut Formatter<'_>) -> fmt::Result {
    let Analysis { refused, unreadable, .. } = analysis;
    let refused = refused.iter().map(|file| format!("{}:{}: {}", file.file, file.line, file.message));
    list(f, "did not parse, and count with their lines alone", refused)?;
    let unreadable = unreadable.iter().map(|file| format!("{}: {}", file.name, file.reason));
    list(f, "could not be read, and do not count", unreadable)
}

fn list(f: &mut Formatter<'_>, what: &str, lines: impl ExactSizeIterator<Item = String>) -> fmt::Result {
    let count = lines.len();
    if count == 0 {
        return Ok(());
    }
    writeln!(f, "{} {what}", grouped(count as u64))?;
    for line in lines.take(REFUSED_ROWS) {
        writeln!(f, "  {}", shortened(&line))?;
    }
    if count > REFUSED_ROWS {
        writeln!(f, "  ({} more; `--json` lists all)", grouped((count - REFUSED_ROWS) as u64))?;
    }
    writeln!(f)
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LINE) {
        Some((end, _)) => format!("{} ...", &line[..end]),
        None => line.to_owned(),
    }
}

fn regions(usage: &Usage, f: &mut Formatter<'_>) -> fmt::Result {
    let mut table =
        Table::new(&["region", "keys", "L1 hits", "L2 hits", "shared", "misses", "loads", "time saved"]);
    for region in &usage.regions {
        let counts =
            [region.keys, region.l1_hits, region.l2_hits, region.shared_loads, region.misses, region.loads];
        let mut row = vec![region.name.to_owned()];
        row.extend(counts.map(grouped));
        row.push(time(region.saved));
        table.row(row);
    }
    writeln!(f, "{table}")
}

fn samples(usage: &Usage, f: &mut Formatter<'_>) -> fmt::Result {
    writeln!(f, "a key of each region, and what it says")?;
    for sample in &usage.samples {
        let parts: Vec<_> = sample.parts.iter().map(|(name, text)| format!("{name} = {text}")).collect();
        writeln!(f, "  {}\n    {}\n    {}", sample.key, parts.join(", "), sample.meaning)?;
    }
    writeln!(
        f,
        "  A key is made from hashes of what its value follows from. An edited file has another key,"
    )?;
    writeln!(f, "  so what was found out about its old text cannot be served for the new one.\n")
}

fn verdict(usage: &Usage, f: &mut Formatter<'_>) -> fmt::Result {
    let Usage { state, loads, found, saved, elapsed, .. } = usage;
    let (loads, found) = (grouped(*loads), grouped(*found));
    let (elapsed, spent, saved) = (time(*elapsed), time(usage.spent()), time(*saved));
    match state {
        State::Cold => {
            write!(f, "cold: {loads} loads in {elapsed}, {spent} of work; nothing was in the cache")
        }
        State::PartlyWarm => write!(
            f,
            "partly warm: {loads} loads in {elapsed}, {spent} of work; {found} found in the cache, {saved} saved"
        ),
        State::Warm => {
            write!(f, "warm: 0 loads in {elapsed}; {found} found in the cache, {saved} of work saved")
        }
    }?;
    writeln!(f)?;
    let (damaged, failures) = (usage.unreadable(), usage.failures());
    if damaged > 0 {
        writeln!(f, "      {damaged} damaged or outdated entries were not used, and replaced")?;
    }
    if failures > 0 {
        writeln!(
            f,
            "      {failures} times the cache failed: nothing above is wrong, but it will be made again"
        )?;
    }
    writeln!(f)
}
