//! What is found out about many files together.

use std::ops::AddAssign;

use cachekit::{CacheValue, KeyPart};
use serde::{Deserialize, Serialize};

use crate::report::{Contents, Function, Items, Parsed, Report};

/// How many places a ranking has.
const PLACES: usize = 5;

/// A file's name and the report on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    /// Below whatever is summarised.
    pub(crate) name: &'a str,
    pub(crate) report: &'a Report,
}

impl<'a> Member<'a> {
    fn contents(self) -> Option<&'a Contents> {
        match &self.report.parsed {
            Parsed::Source(contents) => Some(contents),
            Parsed::Refused { .. } => None,
        }
    }
}

/// What the files of a directory contain together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Summary {
    pub(crate) counts: Counts,
    /// The longest function and the file it is in.
    pub(crate) longest: Option<(String, Function)>,
}

/// Sums over files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Counts {
    pub(crate) files: u64,
    /// Those of them that do not parse. Nothing but their lines is counted.
    pub(crate) refused: u64,
    pub(crate) lines: u64,
    pub(crate) functions: u64,
    pub(crate) items: Items,
}

impl Summary {
    pub(crate) fn of(members: &[Member<'_>]) -> Self {
        let mut summary = Self::default();
        for member in members {
            summary.counts += Counts::of(*member);
            let Some(function) = member.contents().and_then(|contents| contents.longest.as_ref()) else {
                continue;
            };
            if summary.longest.as_ref().is_none_or(|(_, longest)| function.lines > longest.lines) {
                summary.longest = Some((member.name.to_owned(), function.clone()));
            }
        }
        summary
    }
}

impl Counts {
    fn of(member: Member<'_>) -> Self {
        let counts = Self { files: 1, lines: member.report.lines, ..Self::default() };
        match member.contents() {
            Some(contents) => Self { functions: contents.functions, items: contents.items, ..counts },
            None => Self { refused: 1, ..counts },
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        let Self { files, refused, lines, functions, items } = self;
        *files += other.files;
        *refused += other.refused;
        *lines += other.lines;
        *functions += other.functions;
        *items += other.items;
    }
}

/// What files are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, KeyPart)]
pub(crate) enum RankBy {
    /// The length of their longest function.
    #[cache(rename = "longest-function")]
    LongestFunction,
    /// How many items they have.
    #[cache(rename = "items")]
    Items,
}

impl RankBy {
    pub(crate) const ALL: [Self; 2] = [Self::LongestFunction, Self::Items];

    /// What the number in front of a place counts, and what is ranked.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::LongestFunction => "longest functions, in lines (one a file)",
            Self::Items => "files with the most items",
        }
    }
}

/// One place of a ranking.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, CacheValue)]
pub(crate) struct Place {
    pub(crate) count: u64,
    pub(crate) what: String,
}

/// The first places; by name where counts are equal.
pub(crate) fn rank(members: &[Member<'_>], by: RankBy) -> Vec<Place> {
    let mut places: Vec<Place> = members.iter().filter_map(|member| place(*member, by)).collect();
    places.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.what.cmp(&b.what)));
    places.truncate(PLACES);
    places
}

fn place(member: Member<'_>, by: RankBy) -> Option<Place> {
    let contents = member.contents()?;
    match by {
        RankBy::LongestFunction => {
            let Function { name, line, lines } = contents.longest.as_ref()?;
            Some(Place { count: *lines, what: format!("{name} at {}:{line}", member.name) })
        }
        RankBy::Items => Some(Place { count: contents.items.total(), what: member.name.to_owned() }),
    }
}
