//! A line that says how far it is: on a terminal only, and on standard error.

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

/// A bar for so many files. It draws nothing where nobody looks, and is gone when it is dropped.
pub(crate) fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64).with_finish(ProgressFinish::AndClear);
    match ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} files, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
