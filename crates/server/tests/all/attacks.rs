//! Clients that do what no station does: each gets its code, and the log does not move.

use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use server::http::limits::{BODY_TIME, HEAD_TIME, MAX_BODY_BYTES};
use tlog::TlogProof;

use crate::country::{forged, messages};
use crate::served::{Came, Served, came, request, tree, until};

/// Runs an attack on a hub with some messages, and requires that log and public files stay as they
/// were, and that an honest message is taken afterwards.
fn unmoved(attack: impl FnOnce(&Served)) {
    let served = Served::new();
    let messages = served.begun(10);
    until("published", || served.get("/checkpoint").body == served.get("/v1/checkpoint").body);
    let before = (served.get("/v1/checkpoint").body, tree(&served.log_dir()));
    attack(&served);
    assert_eq!((served.get("/v1/checkpoint").body, tree(&served.log_dir())), before, "the log has moved");
    assert_eq!(served.post(messages[10].as_bytes()).status, 200, "the honest twin");
    served.stop();
}

fn is(came: &Came, status: u16, code: &str) {
    assert_eq!((came.status, came.code()), (status, code), "{came:?}");
}

#[test]
fn garbage_is_refused() {
    unmoved(|served| {
        let (long, lines) = (vec![b'x'; 60_000], vec![b'\n'; MAX_BODY_BYTES]);
        for body in [&b""[..], b"\n", b"\0\0\0", b"vigie.report/v1\n", &long, &lines] {
            is(&served.post(body), 400, "E020");
        }
        // Not UTF-8, a byte order mark, a carriage return: all in a message that was good.
        let good = &messages(&served.definition)[10];
        let bad = [good.replace("station", "stati\u{f6}n").into_bytes(), good.replace('\n', "\r\n").into_bytes()];
        for body in
            bad.iter().map(Vec::as_slice).chain([&b"\xff\xfe"[..], &[b"\xef\xbb\xbf", good.as_bytes()].concat()])
        {
            let came = served.post(body);
            assert_eq!(came.status, 400, "{came:?}");
            assert!(came.code().starts_with("E0"), "{came:?}");
        }
        // What is not HTTP gets an answer that says so, and no more.
        for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"] {
            let came = served.raw(bytes);
            assert!(matches!(came.status, 0 | 400), "{came:?}");
        }
    });
}

#[test]
fn oversized_bodies_are_refused() {
    unmoved(|served| {
        is(&served.post(&vec![b'x'; MAX_BODY_BYTES + 1]), 413, "H202");
        // Declared and never sent: refused before a byte of it.
        let head = "POST /v1/messages HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\n";
        is(&served.raw(head.as_bytes()), 413, "H202");
        // Not declared: cut off where the limit is.
        let mut chunked = b"POST /v1/messages HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..20 {
            chunked.extend_from_slice(b"1000\r\n");
            chunked.extend_from_slice(&[b'x'; 4096]);
            chunked.extend_from_slice(b"\r\n");
        }
        chunked.extend_from_slice(b"0\r\n\r\n");
        is(&served.raw(&chunked), 413, "H202");
        // A length that is no number, or two of them.
        for length in ["x", "-1", "5\r\nContent-Length: 6"] {
            let head = format!(
                "POST /v1/messages HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
            );
            assert_eq!(served.raw(head.as_bytes()).status, 400, "{length}");
        }
    });
}

#[test]
fn a_wrong_kind_or_method_is_refused() {
    unmoved(|served| {
        let good = messages(&served.definition)[10].clone();
        for kind in
            ["application/json", "text/html", "text/plain; charset=utf-16", "multipart/form-data; boundary=x", ""]
        {
            is(&served.raw(&request(kind, good.as_bytes())), 415, "H201");
        }
        for method in ["GET", "PUT", "DELETE", "PATCH", "HEAD"] {
            let came = served
                .raw(format!("{method} /v1/messages HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").as_bytes());
            assert_eq!(came.status, 405, "{method} {came:?}");
        }
        let came = served.raw(b"POST /manifest HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        is(&came, 405, "H208");
    });
}

#[test]
fn no_path_leads_out_of_the_public_directory() {
    unmoved(|served| {
        for path in [
            "/tile/../../hub/journal.sqlite",
            "/tile/..%2f..%2fhub%2fjournal.sqlite",
            "/tile/%2e%2e/%2e%2e/hub/journal.sqlite",
            "/snapshots/..%5c..%5chub",
            "/tile/%00",
            "/tile/a%00b",
            "/tile//etc/passwd",
            "/tile/./0",
            "/tile/%252e%252e/x",
            "/snapshots/latest/../manifest",
            "/hub/journal.sqlite",
            "/.git/config",
            "//etc/passwd",
            "/v1/receipts/../checkpoint",
            "/v1/messages/",
            "/v1/Messages",
        ] {
            let came = served.get(path);
            assert!(matches!(came.status, 400 | 404), "{path}: {came:?}");
            assert!(!came.body.contains("SQLite"), "{path}");
        }
        let long = format!("/tile/{}", "a/".repeat(2_000));
        is(&served.get(&long), 404, "H207");
        is(&served.get("/v1/receipts/xyz"), 400, "H209");
        is(&served.get(&format!("/v1/receipts/{}", "A".repeat(64))), 400, "H209");
        is(&served.get(&format!("/v1/receipts/{}", "0".repeat(64))), 404, "H210");
        // A byte that no address may hold.
        assert_eq!(served.raw(b"GET /tile/\0 HTTP/1.1\r\nHost: h\r\n\r\n").status, 400);
    });
}

#[test]
fn a_replayed_request_has_no_effect() {
    unmoved(|served| {
        let old = &messages(&served.definition)[4];
        let first = served.post(old.as_bytes());
        for _ in 0..50 {
            let again = served.post(old.as_bytes());
            assert_eq!((again.status, &again.body), (200, &first.body));
        }
        // The same text under signatures that are not good is told nothing: whoever has no key can guess.
        is(&served.post(forged(&served.definition).as_bytes()), 422, "E210");
        let receipt = TlogProof::parse(first.body.as_bytes()).unwrap();
        assert_eq!((receipt.index, receipt.extra.as_deref()), (4, Some(old.as_bytes())), "the honest twin");
    });
}

#[test]
fn too_much_head_is_refused() {
    unmoved(|served| {
        let many = "X: y\r\n".repeat(200);
        assert_eq!(served.raw(format!("GET /healthz HTTP/1.1\r\nHost: h\r\n{many}\r\n").as_bytes()).status, 431);
        let long = "y".repeat(100_000);
        let came = served.raw(format!("GET /healthz HTTP/1.1\r\nHost: h\r\nX: {long}\r\n\r\n").as_bytes());
        assert_eq!(came.status, 431, "{came:?}");
    });
}

/// Slow clients are cut off, and hold nobody up meanwhile.
#[test]
fn slow_clients_are_cut_off() {
    unmoved(|served| {
        let begun = Instant::now();
        thread::scope(|scope| {
            // A head that never ends, a byte a second.
            let head = scope.spawn(|| {
                let mut stream = served.connect();
                for byte in b"GET /healthz HTTP/1.1\r\nX-Slow: ".iter().chain(&[b'x'; 60]) {
                    if stream.write_all(&[*byte]).is_err() {
                        break;
                    }
                    thread::sleep(Duration::from_millis(500));
                }
                came(&mut stream)
            });
            // A body that stops in its middle.
            let body = scope.spawn(|| {
                let mut stream = served.connect();
                let bytes = request("text/plain", messages(&served.definition)[11].as_bytes());
                stream.write_all(&bytes[..bytes.len() - 10]).unwrap();
                came(&mut stream)
            });
            // A connection that says nothing.
            let idle = scope.spawn(|| came(&mut served.connect()));
            // Meanwhile everybody else is served at once.
            thread::sleep(Duration::from_millis(100));
            let asked = Instant::now();
            assert_eq!(served.get("/healthz").status, 200);
            assert!(asked.elapsed() < Duration::from_secs(2));
            assert_eq!(head.join().unwrap().status, 0, "cut off without an answer");
            is(&body.join().unwrap(), 408, "H203");
            assert_eq!(idle.join().unwrap().status, 0);
        });
        assert!(begun.elapsed() < 2 * HEAD_TIME.max(BODY_TIME) + Duration::from_secs(5));
    });
}

/// A body that breaks off is nobody's message.
#[test]
fn a_broken_body_is_no_message() {
    unmoved(|served| {
        let bytes = request("text/plain", messages(&served.definition)[11].as_bytes());
        let mut stream = served.connect();
        stream.write_all(&bytes[..bytes.len() - 1]).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let came = came(&mut stream);
        assert!(matches!((came.status, came.code()), (400, "H204") | (0, "")), "{came:?}");
    });
}
