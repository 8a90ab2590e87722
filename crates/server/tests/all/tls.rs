//! TLS where the hub itself speaks it: a certificate made here, and what is refused.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use axum::routing::get;
use server::http::limits::HANDSHAKE_TIME;
use server::http::{self, Router, Tls, TlsRefused};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::served::came;

/// A certificate for this machine, made by OpenSSL.
pub struct Made {
    dir: TempDir,
}

impl Made {
    /// `None` where OpenSSL is missing, and that is said.
    pub fn new() -> Option<Self> {
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            println!("SKIPPED: openssl is not there, so TLS was not tested");
            return None;
        }
        let made = Self { dir: tempfile::tempdir().unwrap() };
        for name in ["one", "two"] {
            let (certificate, key) = (made.path(name, "crt"), made.path(name, "key"));
            let mut openssl = Command::new("openssl");
            openssl.args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ]);
            openssl.args(["-subj", "/CN=hub", "-addext", "subjectAltName=IP:127.0.0.1"]);
            openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
            let status = openssl.arg("-keyout").arg(key).arg("-out").arg(certificate).stderr(Stdio::null()).status();
            assert!(status.unwrap().success());
        }
        Some(made)
    }

    pub fn path(&self, name: &str, kind: &str) -> PathBuf {
        self.dir.path().join(format!("{name}.{kind}"))
    }

    pub fn tls(&self) -> Tls {
        Tls::read(&self.path("one", "crt"), &self.path("one", "key")).expect("certificate and key")
    }

    /// A client that trusts this certificate and nothing else.
    fn trusting(&self, name: &str) -> Agent {
        let pem = std::fs::read(self.path(name, "crt")).unwrap();
        let roots = RootCerts::new_with_certs(&[Certificate::from_pem(&pem).unwrap()]);
        let tls = TlsConfig::builder().root_certs(roots).build();
        Agent::config_builder().tls_config(tls).timeout_global(Some(Duration::from_secs(20))).build().new_agent()
    }
}

struct Secured {
    address: SocketAddr,
    runtime: Runtime,
    serving: tokio::task::JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Secured {
    fn start(tls: Tls) -> Self {
        let router = http::finish(Router::new().route("/healthz", get(|| async { "ok\n" })));
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = runtime.spawn(http::serve(listener, router, Some(tls), async {
            let _ = stopped.await;
        }));
        Self { address, runtime, serving, stop }
    }

    fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}/healthz", self.address)
    }

    fn stop(self) {
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.serving).unwrap();
    }
}

/// Whether OpenSSL's client gets an answer over one version of TLS and no other.
fn speaks(address: SocketAddr, version: &str) -> bool {
    let mut client = Command::new("openssl");
    client.args(["s_client", "-quiet", "-connect", &address.to_string(), version, "-cipher", "ALL:@SECLEVEL=0"]);
    let mut client =
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("OpenSSL starts");
    // A client that was refused has closed its input.
    let _ = client
        .stdin
        .take()
        .expect("its input")
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
    let output = client.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).starts_with("HTTP/1.1 200")
}

#[test]
fn the_hub_speaks_tls_and_nothing_else_there() {
    let Some(made) = Made::new() else { return };
    let secured = Secured::start(made.tls());
    let get = |agent: &Agent, scheme: &str| agent.get(secured.url(scheme)).call();
    let mut answer = get(&made.trusting("one"), "https").expect("an answer");
    assert_eq!(answer.body_mut().read_to_string().unwrap(), "ok\n");
    assert!(get(&made.trusting("two"), "https").is_err(), "the client sees another's certificate");
    assert!(get(&made.trusting("one"), "http").is_err(), "no word without TLS");
    for (version, spoken) in [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
        assert_eq!(speaks(secured.address, version), spoken, "{version}");
    }
    // Plain HTTP, and a handshake that never ends: no answer in HTTP, and the next one is served.
    let plain = b"GET /healthz HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    for bytes in [&plain[..], &b"\0\0\0\0\0\0\0\0"[..]] {
        let mut stream = TcpStream::connect(secured.address).unwrap();
        stream.write_all(bytes).unwrap();
        let came = came(&mut stream);
        assert!(came.status == 0 && !came.head.contains("http"), "{came:?}");
    }
    let begun = Instant::now();
    let mut slow = TcpStream::connect(secured.address).unwrap();
    slow.write_all(hello).unwrap();
    let mut silent = TcpStream::connect(secured.address).unwrap();
    assert!(get(&made.trusting("one"), "https").is_ok());
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody waits for them");
    assert_eq!((came(&mut slow).status, came(&mut silent).status), (0, 0));
    assert!(begun.elapsed() < HANDSHAKE_TIME + Duration::from_secs(5), "cut off: {:?}", begun.elapsed());
    secured.stop();
}

#[test]
fn a_wrong_certificate_or_key_is_refused() {
    let Some(made) = Made::new() else { return };
    let (certificate, key) = (made.path("one", "crt"), made.path("one", "key"));
    let read = |certificate: &Path, key: &Path| Tls::read(certificate, key).map(|_| ());
    assert!(read(&certificate, &key).is_ok());
    assert!(matches!(read(&certificate, &made.path("two", "key")), Err(TlsRefused::Pair(_))));
    let none = made.dir.path().join("none");
    assert!(matches!(read(&none, &key), Err(TlsRefused::File { .. })));
    assert!(matches!(read(&certificate, &none), Err(TlsRefused::File { .. })));
    std::fs::write(&none, "no PEM\n").unwrap();
    assert!(matches!(read(&certificate, &none), Err(TlsRefused::File { .. })));
    assert!(read(&none, &key).is_err(), "a chain of no certificates");
    // The two exchanged.
    assert!(read(&key, &certificate).is_err());
}
