//! Progress of long work: a bar on a terminal, nothing elsewhere; and lines, for who starts a hub and
//! waits for it.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `length` steps.
pub fn bar(label: &str, length: u64) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("{msg:28} {bar:32} {human_pos}/{human_len} {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// How often a line is written at most.
const EVERY: Duration = Duration::from_secs(1);

/// Lines on the standard error, wherever that goes: none of work that is done within a second.
pub struct Lines(Instant);

impl Lines {
    /// Work begins now.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// How far it is; most calls write nothing.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        if self.0.elapsed() >= EVERY {
            // Whoever has closed it does not want to know.
            let _ = writeln!(stderr(), "{}", line());
            self.0 = Instant::now();
        }
    }
}
