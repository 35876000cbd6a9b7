//! Walking the directory.

use std::io;

use super::ledger::Usage;
use super::name::EntryName;
use super::sys::{Dir, Stat};

/// What all entries take together. Files that are no entries do not count.
pub(super) fn usage(dir: &Dir) -> io::Result<Usage> {
    let mut usage = Usage::default();
    for entry in walk(dir)? {
        usage = usage.plus(Usage::one(entry?.1.len));
    }
    Ok(usage)
}

/// All entries, those first that were written longest ago.
pub(super) fn oldest_first(dir: &Dir) -> io::Result<Vec<(EntryName, Stat)>> {
    let mut entries = walk(dir)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_unstable_by(|(name, stat), (other, others)| {
        (stat.modified_ns, name).cmp(&(others.modified_ns, other))
    });
    Ok(entries)
}

fn walk(dir: &Dir) -> io::Result<impl Iterator<Item = io::Result<(EntryName, Stat)>>> {
    let names = dir.names()?.map(|name| Ok(EntryName::parse(&name?)));
    let entries = names.filter_map(|name: io::Result<_>| name.transpose());
    Ok(entries.filter_map(|name| match name.and_then(|name| Ok((dir.stat(name.as_str())?, name))) {
        Ok((Some(stat), name)) => stat.is_regular.then_some(Ok((name, stat))),
        Ok((None, _)) => None,
        Err(error) => Some(Err(error)),
    }))
}
