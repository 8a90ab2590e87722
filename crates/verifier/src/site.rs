//! Published files behind a URL.

use std::time::Duration;

use ureq::Agent;
use verify::{Source, Unavailable};

/// A site with the published files; plain GET requests, one connection kept open.
pub struct Site<P> {
    base: String,
    agent: Agent,
    progress: P,
}

/// Longest wait for one file.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// Attempts at one file before it counts as unavailable.
const ATTEMPTS: u32 = 3;

impl<P: Fn(u64, u64)> Site<P> {
    /// A site below `url`, `http://…` or `https://…`.
    pub fn new(url: &str, progress: P) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(MAX_WAIT))
            .build()
            .new_agent();
        Self {
            base: url.trim_end_matches('/').to_owned(),
            agent,
            progress,
        }
    }

    fn get(&self, path: &str, limit: u64) -> Result<Vec<u8>, ureq::Error> {
        let response = self.agent.get(format!("{}/{path}", self.base)).call()?;
        response
            .into_body()
            .into_with_config()
            .limit(limit)
            .read_to_vec()
    }
}

impl<P: Fn(u64, u64)> Source for Site<P> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        let mut attempt = 1;
        loop {
            match self.get(path, limit) {
                Ok(bytes) => return Ok(bytes),
                // The server's answer is an answer; a broken connection is worth another try.
                Err(error @ (ureq::Error::StatusCode(_) | ureq::Error::BodyExceedsLimit(_))) => {
                    return Err(Unavailable(error.to_string()));
                }
                Err(error) if attempt == ATTEMPTS => return Err(Unavailable(error.to_string())),
                Err(_) => attempt += 1,
            }
        }
    }

    fn list(&self) -> Option<Vec<String>> {
        None
    }

    fn progress(&self, done: u64, of: u64) {
        (self.progress)(done, of);
    }
}
