//! A log in Go, made with the packages of the Go project, asks our witness.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use server::http;
use server::witness::{Keeper, router};
use tempfile::TempDir;
use tlog::cosignature::Cosigner;
use tlog::{SecretKey, VerifierKey};
use tokio::net::TcpListener;

use crate::run;

fn build(dir: &TempDir) -> PathBuf {
    let program = dir.path().join("addcheckpoint");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../interop/go/addcheckpoint.go");
    let mut go = Command::new("go");
    let go = go.args(["build", "-o"]).args([&program, &source]).env("GO111MODULE", "off").env("GOFLAGS", "");
    run(go.env("GOPATH", "/usr/share/gocode").env("GOCACHE", dir.path().join("cache")));
    program
}

#[test]
fn go_gets_its_log_cosigned_by_our_witness() {
    let dir = tempfile::tempdir().unwrap();
    let program = build(&dir);
    let keys = run(Command::new(&program).args(["keys", "go.example/log"]));
    let (private, public) = keys.trim_end().split_once('\n').unwrap();
    let cosigner = Cosigner::new("witness.example/ours", SecretKey::from_seed(&[5; 32])).unwrap();
    let vkey = cosigner.verifier_key().to_string();
    let place = dir.path().join("witness");
    let keeper = Keeper::open(&place, cosigner, vec![VerifierKey::parse(public).unwrap()]).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    runtime.spawn(http::serve(listener, router(keeper, Arc::new(clock)), None, std::future::pending()));
    let told = run(Command::new(&program).args(["ask", &url, private, &vkey]));
    assert_eq!(told, "accepted\n");
    // What it lied about is kept: one split view, one past that nobody proved.
    for kept in ["evidence", "doubts"] {
        assert_eq!(std::fs::read_dir(place.join(kept)).unwrap().count(), 1, "{kept}");
    }
    // And another witness's key does not open its cosignatures: the program would say so.
    let other = Cosigner::new("witness.example/ours", SecretKey::from_seed(&[6; 32])).unwrap();
    let refused =
        Command::new(&program).args(["ask", &url, private, &other.verifier_key().to_string()]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
}
