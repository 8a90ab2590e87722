//! The hub's process: a real `vigie serve`, watched from outside.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::Failure;

/// A running hub. Dropped, it is killed.
pub struct Hub {
    child: Child,
    address: SocketAddr,
    started_in: Duration,
    /// Held open: a hub that cannot write to it would notice.
    _out: BufReader<ChildStdout>,
}

/// Clock ticks a second in `/proc`: fixed by the interface of the kernel for user programs.
const TICKS: u64 = 100;

impl Hub {
    /// Starts a hub and waits until it answers.
    pub fn start(election: &Path, public: &Path) -> Result<Self, Failure> {
        let begun = Instant::now();
        let vigie = std::env::current_exe().map_err(|error| outside(&error))?;
        let mut command = Command::new(vigie);
        command.arg("serve").arg(election).arg("--public").arg(public).args(["--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| outside(&error))?;
        let out = child.stdout.take().ok_or_else(|| Failure::Outside("no output of the hub".to_owned()))?;
        let mut out = BufReader::new(out);
        let mut line = String::new();
        out.read_line(&mut line).map_err(|error| outside(&error))?;
        let address = line.trim_end().trim_end_matches('/').rsplit('/').next().and_then(|name| name.parse().ok());
        let address = address.ok_or_else(|| Failure::Outside("the hub did not start".to_owned()))?;
        let mut hub = Self { child, address, started_in: Duration::ZERO, _out: out };
        hub.ask("/healthz")?;
        hub.started_in = begun.elapsed();
        Ok(hub)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From its start to its first answer.
    pub fn started_in(&self) -> Duration {
        self.started_in
    }

    /// Processor time so far, all threads.
    pub fn cpu(&self) -> Duration {
        let stat = self.proc("stat");
        // The name of the program may hold spaces; after it come numbers.
        let after = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 1_000 / TICKS)
    }

    /// Lets the peak of its memory begin anew: unlocking a key takes much, once.
    pub fn forget_peak(&self) {
        // Where the kernel does not let us, the peak is that of the start.
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    /// Peak of its resident memory, bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = self.proc("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default()
    }

    /// Batches taken in so far.
    pub fn batches(&self) -> Result<u64, Failure> {
        let metrics = self.ask("/metrics")?;
        let count = metrics.lines().find_map(|line| line.strip_prefix("vigie_batches_total "));
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    fn ask(&self, path: &str) -> Result<String, Failure> {
        let asked = || {
            let mut stream = TcpStream::connect(self.address)?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer)
        };
        let answer = asked().map_err(|error| outside(&error))?;
        if answer.starts_with("HTTP/1.1 200 ") { Ok(answer) } else { Err(Failure::Outside(answer)) }
    }

    /// Stops it as an operator would, and waits for its end.
    pub fn stop(mut self) -> Result<(), Failure> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM).map_err(|error| outside(&error.into()))?;
        }
        let status = self.child.wait().map_err(|error| outside(&error))?;
        if status.success() { Ok(()) } else { Err(Failure::Outside(format!("the hub ended with {status}"))) }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // After a stop it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn outside(error: &std::io::Error) -> Failure {
    Failure::Outside(error.to_string())
}
