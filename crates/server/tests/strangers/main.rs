//! Other people's programs against ours, over HTTP: `litewitness` cosigns our log, and a log in Go
//! has its checkpoints cosigned by our witness. `cargo xtask test` sees to it that both are there.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "../all/country.rs"]
#[expect(dead_code, reason = "what is refused is tested elsewhere")]
mod country;
#[path = "../all/screens/hall.rs"]
#[expect(dead_code, reason = "most of what people do there is tested elsewhere")]
mod hall;
#[path = "../all/outsider.rs"]
#[expect(dead_code, reason = "the journal is tested elsewhere")]
mod outsider;
#[path = "../all/rig.rs"]
#[expect(dead_code, reason = "disks that fail are tested elsewhere")]
mod rig;
#[path = "../all/served.rs"]
#[expect(dead_code, reason = "rude clients are tested elsewhere")]
mod served;

mod cap;
mod go;
mod litewitness;

use std::path::Path;
use std::process::{Child, Command, Output};

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs to the end and gives the output, which is shown when it fails.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", shown(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

fn words(path: &Path) -> &str {
    path.to_str().unwrap()
}
