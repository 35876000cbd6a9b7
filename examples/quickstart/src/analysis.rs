//! The main job: a report on every file, a summary of every directory, two rankings; each through the cache.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use cachekit::{CacheKit, CacheRegion as _, Cached};
use serde::Serialize;

use crate::error::Error;
use crate::hash::{ContentHash, TreeHash};
use crate::parallel;
use crate::progress;
use crate::regions::{DirectorySummary, FileReport, RankingKey, ranking};
use crate::report::{Parsed, Report, Timed};
use crate::sources::{self, SourceFile, Sources, Unreadable};
use crate::summary::{Counts, Member, Place, RankBy, Summary};
use crate::tally::{Origin, Tally};

/// What the sources contain. It is the same whether it was parsed or found in the cache.
#[derive(Debug, Serialize)]
pub(crate) struct Analysis {
    pub(crate) total: Counts,
    /// By name.
    pub(crate) directories: Vec<Directory>,
    pub(crate) rankings: Vec<Ranking>,
    /// Files that do not parse.
    pub(crate) refused: Vec<Refused>,
    /// Files and directories that could not be read.
    pub(crate) unreadable: Vec<Unreadable>,
}

/// A directory right below the root, with everything in it.
#[derive(Debug, Serialize)]
pub(crate) struct Directory {
    pub(crate) name: String,
    pub(crate) summary: Summary,
}

#[derive(Debug, Serialize)]
pub(crate) struct Ranking {
    pub(crate) title: &'static str,
    pub(crate) places: Vec<Place>,
}

/// A file that the parser refused.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) message: String,
}

/// Analyses the sources, and notes what the cache had to do with it.
pub(crate) async fn analyse(
    cache: &CacheKit,
    sources: &Sources,
    jobs: usize,
) -> Result<(Analysis, Tally), Error> {
    let mut tally = Tally::default();
    let (files, unreadable) = reports(cache, sources, jobs, &mut tally).await?;
    let directories = summaries(cache, &files, &mut tally).await?;
    let rankings = rankings(cache, &files, &mut tally).await?;

    let mut total = Counts::default();
    for directory in &directories {
        total += directory.summary.counts;
    }
    let refused = files.iter().filter_map(Refused::of).collect();
    Ok((Analysis { total, directories, rankings, refused, unreadable }, tally))
}

/// A file that was read, and the report on it.
struct Reported {
    file: SourceFile,
    content: ContentHash,
    key: String,
    report: Cached<Timed<Report>>,
}

impl Reported {
    fn report(&self) -> &Report {
        &self.report.value
    }

    fn member(&self) -> Member<'_> {
        Member { name: &self.file.name, report: self.report() }
    }
}

/// Reports on all files, several at a time.
async fn reports(
    cache: &CacheKit,
    sources: &Sources,
    jobs: usize,
    tally: &mut Tally,
) -> Result<(Vec<Reported>, Vec<Unreadable>), Error> {
    let bar = progress::bar(sources.files.len());
    let answers = parallel::map(jobs, sources.files.iter().cloned(), |file| {
        let (cache, root, bar) = (cache.clone(), sources.root.clone(), bar.clone());
        async move {
            let reported = report(&cache, &root, file).await;
            bar.inc(1);
            reported
        }
    })
    .await?;

    let mut unreadable = sources.skipped.clone();
    let mut files = Vec::with_capacity(answers.len());
    for answer in answers {
        match answer {
            Ok(file) => {
                let meaning =
                    || format!("the report on {}, and on every file with the same text", file.file.name);
                tally.note::<FileReport>(&file.key, file.report.cost, Origin::of(&file.report), meaning)?;
                files.push(file);
            }
            Err(file) => unreadable.push(file),
        }
    }
    Ok((files, unreadable))
}

/// Reports on one file: found under the hash of its text, or parsed now.
async fn report(
    cache: &CacheKit,
    root: &Path,
    file: SourceFile,
) -> Result<Result<Reported, Unreadable>, Error> {
    let path = file.path.clone();
    // The bytes that were hashed are those that are parsed, whatever happens to the file in between.
    let read = parallel::blocking(move || {
        let bytes = fs::read(path)?;
        Ok::<_, io::Error>((ContentHash::of(&bytes), bytes))
    });
    let (content, bytes) = match read.await {
        Ok(read) => read,
        Err(error) => return Ok(Err(sources::unreadable(root, &file.path, &error))),
    };
    let entry = cache.entry(&FileReport { content });
    let parse = || async move {
        let report = parallel::blocking(move || Timed::measure(|| Report::of(&bytes))).await;
        Ok::<_, Infallible>(report)
    };
    let report = entry.get_or_load(parse).await.map_err(Error::analysis(&file.name))?;
    Ok(Ok(Reported { content, key: entry.key().to_owned(), report, file }))
}

/// Sums up each directory right below the root.
async fn summaries(cache: &CacheKit, files: &[Reported], tally: &mut Tally) -> Result<Vec<Directory>, Error> {
    let mut directories = Vec::new();
    // The walk has left the files of one directory side by side, but for those right in the root.
    let mut files: Vec<&Reported> = files.iter().collect();
    files.sort_by_key(|file| file.file.split().0);
    for members in files.chunk_by(|a, b| a.file.split().0 == b.file.split().0) {
        let Some((name, _)) = members.first().map(|file| file.file.split()) else { continue };
        // A name below the directory: it may be moved as a whole and keeps its entry.
        let names = members.iter().map(|file| file.file.split().1);
        let hash = TreeHash::of(names.clone().zip(members.iter().map(|file| file.content)));
        let members: Vec<_> =
            names.zip(members).map(|(name, file)| Member { name, report: file.report() }).collect();

        let entry = cache.entry(&DirectorySummary { members: hash });
        let sum_up = || async { Ok::<_, Infallible>(Timed::measure(|| Summary::of(&members))) };
        let summary = entry.get_or_load(sum_up).await.map_err(Error::analysis(name))?;
        let meaning = || format!("the sums over {name}, as long as no file in it changes");
        tally.note::<DirectorySummary>(entry.key(), summary.cost, Origin::of(&summary), meaning)?;
        directories.push(Directory { name: name.to_owned(), summary: summary.value.clone() });
    }
    Ok(directories)
}

/// Makes the rankings over all files.
async fn rankings(cache: &CacheKit, files: &[Reported], tally: &mut Tally) -> Result<Vec<Ranking>, Error> {
    let tree = TreeHash::of(files.iter().map(|file| (file.file.name.as_str(), file.content)));
    let members: Vec<_> = files.iter().map(Reported::member).collect();
    let mut rankings = Vec::new();
    for by in RankBy::ALL {
        let loads_before = loads(cache);
        let places: Arc<Timed<Vec<Place>>> = ranking(cache, tree, by, &members).await;
        // A cached function does not say where its value came from, but its region counts.
        let origin = if loads(cache) == loads_before { Origin::Found } else { Origin::Made };
        let key = cache.entry(&RankingKey { tree, by });
        let meaning = || format!("the {}, as long as no file at all changes", by.title());
        tally.note::<RankingKey>(key.key(), places.cost, origin, meaning)?;
        rankings.push(Ranking { title: by.title(), places: places.value.clone() });
    }
    Ok(rankings)
}

fn loads(cache: &CacheKit) -> u64 {
    cache.stats().region(RankingKey::schema().name).map_or(0, |region| region.loads)
}

impl Refused {
    fn of(file: &Reported) -> Option<Self> {
        match &file.report().parsed {
            Parsed::Refused { line, message } => {
                Some(Self { file: file.file.name.clone(), line: *line, message: message.clone() })
            }
            Parsed::Source(_) => None,
        }
    }
}
