//! Published files behind a URL.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use ureq::Agent;
use verify::{Source, Unavailable};

/// A site with the published files; plain GET requests, one connection kept open.
pub struct Site<P> {
    base: String,
    agent: Agent,
    /// Files in a row that could not be had for want of an answer.
    lost: AtomicU32,
    /// Paths for which the server answered that they are not to be had.
    denied: Mutex<BTreeSet<String>>,
    progress: P,
}

/// Longest wait for one file.
const MAX_WAIT: Duration = Duration::from_mins(1);
/// Attempts at one file before it counts as unavailable.
const ATTEMPTS: u32 = 3;
/// After so many files without an answer the site is given up: a country has 36,000 files, and
/// waiting for each of them would take weeks.
const MAX_LOST: u32 = 3;

impl<P: Fn(u64, u64)> Site<P> {
    /// A site below `url`, `http://…` or `https://…`.
    pub fn new(url: &str, progress: P) -> Self {
        Self::waiting(url, MAX_WAIT, progress)
    }

    /// The same with another longest wait for one file.
    pub fn waiting(url: &str, wait: Duration, progress: P) -> Self {
        let agent = Agent::config_builder().timeout_global(Some(wait)).build().new_agent();
        Self {
            base: url.trim_end_matches('/').to_owned(),
            agent,
            lost: AtomicU32::new(0),
            denied: Mutex::default(),
            progress,
        }
    }

    /// Whether the server answered that it does not give this file. Else, if the file was not to
    /// be had, nobody answered, and nobody knows.
    pub fn denied(&self, path: &str) -> bool {
        self.denials().contains(path)
    }

    fn denials(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.denied.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn get(&self, path: &str, limit: u64) -> Result<Vec<u8>, ureq::Error> {
        let response = self.agent.get(format!("{}/{path}", self.base)).call()?;
        response.into_body().into_with_config().limit(limit).read_to_vec()
    }

    /// Asks up to [`ATTEMPTS`] times, and not at all any more once the site is given up.
    fn ask(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        if self.lost.load(Relaxed) >= MAX_LOST {
            let cause = "the site was given up: it did not answer for the files before";
            return Err(Unavailable::Unreadable(cause.to_owned()));
        }
        let mut attempt = 1;
        loop {
            let error = match self.get(path, limit) {
                Ok(bytes) => {
                    self.lost.store(0, Relaxed);
                    return Ok(bytes);
                }
                Err(error) => error,
            };
            if let Some(answer) = answer(&error) {
                self.lost.store(0, Relaxed);
                self.denials().insert(path.to_owned());
                return Err(answer);
            }
            if attempt == ATTEMPTS {
                self.lost.fetch_add(1, Relaxed);
                return Err(Unavailable::Unreadable(error.to_string()));
            }
            attempt += 1;
        }
    }
}

/// The server's answer is an answer; a broken connection is worth another try. Only 404 and 410
/// say that there is no such file; a store that answers 403 for what is not there says nothing.
fn answer(error: &ureq::Error) -> Option<Unavailable> {
    match error {
        ureq::Error::StatusCode(404 | 410) => Some(Unavailable::Absent),
        ureq::Error::StatusCode(_) | ureq::Error::BodyExceedsLimit(_) => {
            Some(Unavailable::Unreadable(error.to_string()))
        }
        _ => None,
    }
}

impl<P: Fn(u64, u64) + Sync> Source for Site<P> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        self.ask(path, limit)
    }

    fn list(&self) -> Option<Result<Vec<String>, Unavailable>> {
        None
    }

    fn progress(&self, done: u64, of: u64) {
        (self.progress)(done, of);
    }
}
