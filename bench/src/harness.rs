//! Times contestants in turns.
//!
//! On a machine that others use, a measurement says more about the others than about the code. So the contestants take
//! turns of a tenth of a millisecond, many of them: what disturbs one disturbs its neighbours, and the quickest turn
//! of each is one that nothing disturbed. Compare the ratios of these, not the times of two runs.

use std::time::{Duration, Instant};

/// A comparison.
pub(crate) struct Bench {
    pub(crate) name: &'static str,
    /// What is done once an operation.
    pub(crate) about: &'static str,
    /// The first one is the measure for the others.
    pub(crate) contestants: fn() -> Vec<Contestant>,
}

/// A way to do it.
pub(crate) struct Contestant {
    name: &'static str,
    /// How many operations `pass` does.
    operations: u32,
    pass: Box<dyn FnMut()>,
}

/// What is run, and how often.
pub(crate) struct Options {
    pub(crate) only: String,
    pub(crate) rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { only: String::new(), rounds: 2000 }
    }
}

/// The length of a turn: short enough to fall between two interruptions, long beside the reading of a clock.
const TURN: Duration = Duration::from_micros(100);

impl Contestant {
    /// `pass` does so many operations each time it is called.
    pub(crate) fn new(name: &'static str, operations: usize, pass: impl FnMut() + 'static) -> Self {
        let operations = u32::try_from(operations).expect("a pass of few operations");
        Self { name, operations, pass: Box::new(pass) }
    }

    fn time(&mut self, passes: u32) -> Duration {
        #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
        let begun = Instant::now();
        for _ in 0..passes {
            (self.pass)();
        }
        begun.elapsed()
    }

    /// How many passes fill a turn. Warms up as well.
    fn passes(&mut self) -> u32 {
        let quickest = (0..10).map(|_| self.time(1)).min().unwrap_or_default().max(Duration::from_nanos(1));
        u32::try_from(TURN.as_nanos() / quickest.as_nanos()).unwrap_or(u32::MAX).max(1)
    }
}

/// The turns of one contestant.
struct Turns {
    contestant: Contestant,
    passes: u32,
    /// Of one operation, in nanoseconds.
    times: Vec<f64>,
}

impl Bench {
    pub(crate) fn run(&self, options: &Options) {
        let chosen = (self.contestants)().into_iter().enumerate();
        let mut turns: Vec<_> = chosen
            .filter(|(place, it)| *place == 0 || it.name.contains(&options.only))
            .map(|(_, mut contestant)| Turns {
                passes: contestant.passes(),
                contestant,
                times: Vec::with_capacity(options.rounds),
            })
            .collect();
        for _ in 0..options.rounds {
            for it in &mut turns {
                it.take();
            }
        }
        self.report(&mut turns);
    }

    fn report(&self, turns: &mut [Turns]) {
        for it in &mut *turns {
            it.times.sort_by(f64::total_cmp);
        }
        let Some(measure) = turns.first().map(Turns::quickest) else { return };
        println!("{}: {}", self.name, self.about);
        println!("{:<52}{:>10}{:>10}{:>8}", "", "min ns", "median ns", "ratio");
        for it in turns {
            let ratio = it.quickest() / measure;
            println!("{:<52}{:>10.1}{:>10.1}{ratio:>8.2}", it.contestant.name, it.quickest(), it.median());
        }
        println!();
    }
}

impl Turns {
    fn take(&mut self) {
        let time = self.contestant.time(self.passes);
        let operations = f64::from(self.passes) * f64::from(self.contestant.operations);
        self.times.push(time.as_secs_f64() * 1e9 / operations);
    }

    fn quickest(&self) -> f64 {
        self.times.first().copied().unwrap_or_default()
    }

    fn median(&self) -> f64 {
        self.times.get(self.times.len() / 2).copied().unwrap_or_default()
    }
}
