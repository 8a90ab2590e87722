//! What a test needs and a machine may lack.

use std::path::Path;
use std::process::Command;

use crate::run;

/// The version that the rules in `deny.toml` were written for.
const CARGO_DENY: &str = "cargo-deny@0.20.2";
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";
/// Go, and the library of the Go project that reads transparency logs.
const GO_PACKAGES: [&str; 2] = ["golang-go", "golang-golang-x-mod-dev"];
/// What compiling `HiGHS` and its bindings needs.
const SOLVER_PACKAGES: [&str; 2] = ["cmake", "libclang-dev"];
/// Where Debian puts the sources of Go packages.
pub const GO_PATH: &str = "/usr/share/gocode";

/// Go with `golang.org/x/mod`.
pub fn go() -> Result<(), String> {
    let library = Path::new(GO_PATH).join("src/golang.org/x/mod/sumdb/tlog");
    if run::answers(Command::new("go").arg("version")) && library.exists() {
        return Ok(());
    }
    debian(&GO_PACKAGES)
}

/// What the solvers of others are compiled with.
pub fn solvers() -> Result<(), String> {
    // Debian puts libclang below a directory named after its version.
    let libclang = std::fs::read_dir("/usr/lib")
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("llvm-")));
    if run::answers(Command::new("cmake").arg("--version")) && libclang {
        return Ok(());
    }
    debian(&SOLVER_PACKAGES)
}

/// The licence and dependency checker. Built without optimisation: it reads a few hundred small
/// files, and its own building is what takes time.
pub fn cargo_deny() -> Result<(), String> {
    if run::answers(&mut run::cargo(&["deny", "--version"])) {
        return Ok(());
    }
    run::run(&mut cheap_install(CARGO_DENY))
}

/// The fuzzer's driver.
pub fn cargo_fuzz() -> Result<(), String> {
    if run::answers(&mut run::cargo(&["fuzz", "--version"])) {
        return Ok(());
    }
    run::run(&mut cheap_install(CARGO_FUZZ))
}

fn cheap_install(package: &str) -> Command {
    let mut command = run::cargo(&["install", "--locked", "--quiet", package]);
    command
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
        .env_remove("CARGO_TARGET_DIR");
    command
}

fn debian(packages: &[&str]) -> Result<(), String> {
    // A list that is out of date or missing shows only at the install.
    let updated = run::run(&mut as_root("apt-get", &["update", "-qq"]));
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    let mut install = as_root("apt-get", &arguments);
    run::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
        .map_err(|failed| updated.err().map_or(failed.clone(), |update| format!("{update}; {failed}")))
}

/// As root directly, else through sudo if it asks no password.
fn as_root(program: &str, arguments: &[&str]) -> Command {
    let id = Command::new("id").arg("-u").output();
    if id.is_ok_and(|id| id.stdout == b"0\n") {
        let mut command = Command::new(program);
        command.args(arguments);
        command
    } else {
        let mut command = Command::new("sudo");
        command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", program]).args(arguments);
        command
    }
}
