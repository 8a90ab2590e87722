//! The pages in a browser: without JavaScript, by keyboard, narrow and wide, with axe, and the
//! check in the browser on a published directory, honest and spoilt.
//!
//! ```text
//! npm install --prefix web/site/tests
//! VIGIE_NODE_MODULES=web/site/tests cargo test -p site browser -- --nocapture
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::fixture::{BETWEEN, night, root, site};

/// Where playwright-core and axe-core are, as said or beside the script.
fn modules() -> Option<PathBuf> {
    let said = std::env::var_os("VIGIE_NODE_MODULES").map(|said| root().join(said));
    let folder = said.unwrap_or_else(|| root().join("web/site/tests"));
    folder.join("node_modules/playwright-core").exists().then_some(folder)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn the_pages_hold_in_a_browser() {
    let chromium = std::env::var("VIGIE_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let there = Command::new(&chromium).arg("--version").output().is_ok_and(|output| output.status.success());
    let Some(modules) = modules().filter(|_| there) else {
        println!("SKIPPED: chromium, or playwright-core and axe-core, are not there (see the head of this file)");
        return;
    };
    let published = tempfile::tempdir().expect("a directory");
    copy(&root().join("vectors/election/snapshots/evening"), published.path());
    let folder = published.path().join("snapshots/17");
    for (path, bytes) in site(&night("evening"), BETWEEN) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    let output = Command::new("node")
        .arg(root().join("web/site/tests/browser.mjs"))
        .arg(published.path())
        .args(["--department", "01", "--commune", "01-001", "--whole"])
        .env("VIGIE_NODE_MODULES", modules)
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    println!("{said}");
    assert!(output.status.success(), "{said}");
}
