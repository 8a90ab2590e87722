//! Help, completions and manual pages.

use crate::vigie::{text, vigie};

#[test]
fn every_command_has_its_help() {
    let said = vigie(&["--help"]);
    let out = said.ended(0);
    for command in ["demo", "import", "export", "definition", "keys", "replay", "intake", "receipt", "verify", "bench"]
    {
        assert!(out.contains(command), "{command}");
        vigie(&[command, "--help"]).ended(0);
    }
}

#[test]
fn completions_and_manual_pages_are_made() {
    assert!(vigie(&["completions", "bash"]).ended(0).contains("vigie"));
    let dir = tempfile::tempdir().expect("a temporary directory");
    vigie(&["man", text(dir.path())]).ended(0);
    assert!(dir.path().join("vigie-verify.1").exists());
}
