//! The hub as a process, and what the other commands say to it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::vigie::{text, vigie};

/// A hub on a port of its own; it ends with the test.
pub struct Hub {
    process: Child,
    pub url: String,
}

impl Hub {
    /// Starts a hub on an exercise; its clock begins at this moment.
    pub fn start(election: &Path, public: &Path, clock: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_vigie");
        let mut process = Command::new(program)
            .args(["serve", text(election), "--public", text(public), "--listen", "127.0.0.1:0"])
            .args(["--clock", clock, "--publish-at-legal-hour", "--publish-every", "1"])
            .env("VIGIE_LANG", "en")
            .env("VIGIE_PASSPHRASE", "a passphrase for tests")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the process starts");
        let out = process.stdout.take().expect("its output");
        let line = BufReader::new(out).lines().next().expect("a line").expect("text");
        let url = line.rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{line}");
        Self { process, url }
    }

    /// Ends it as an operator does, and says how it ended.
    pub fn stop(mut self) -> Option<i32> {
        let process = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &process]).status().expect("kill is there");
        assert!(asked.success());
        self.process.wait().expect("it ends").code()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // A test that failed before `stop` leaves no process behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn an_exercises_clock_is_refused_where_the_moment_is_none() {
    vigie(&["serve", ".", "--public", "p", "--clock", "tonight"]).refused(2, "YYYY-MM-DD");
    vigie(&["serve", ".", "--public", "p", "--speed", "0"]).refused(2, "1..=3600");
}
