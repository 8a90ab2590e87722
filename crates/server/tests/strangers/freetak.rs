//! `FreeTAKServer`: what it reads in our events, and its own event at our door.
//! `cargo xtask test` gets it and says where its Python is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cap::{post, reported};
use crate::hall::Hall;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/strangers/freetak.py");

/// What the script says of events, and its own.
fn exchanged(events: &str, moment: &str) -> (Vec<Vec<String>>, String) {
    let python = std::env::var("VIGIE_FREETAK_PYTHON").expect("cargo xtask test says where");
    let mut command = Command::new(python);
    let piped = command.args([SCRIPT, moment]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = piped.spawn().unwrap();
    running.stdin.take().unwrap().write_all(events.as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", crate::shown(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let (read, own) = text.split_once("--\n").expect("what was read, and one event");
    // It also remarks on attributes of the schema that its own objects lack.
    let lines = read.lines().filter(|line| line.contains('\t'));
    (lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect(), own.trim().to_owned())
}

#[test]
fn freetak_reads_our_events_and_we_read_its() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let unit = [("unit", "crew-1"), ("name", "Patrouille <1>"), ("force", "police"), ("strength", "2")];
    let mut fields = unit.to_vec();
    fields.extend([("leader", ""), ("telephone", "")]);
    post(&hall, &mut room, "/hub/operation/units", &fields);
    post(&hall, &mut room, "/hub/operation/units/crew-1/on-duty", &[]);
    reported(&hall, &mut room, "arson", "critical", "internal", "<b>feu</b> & fumée");
    let feed = post(&hall, &mut room, "/hub/operation/feeds", &[("feed", "tak"), ("place", "01")]);
    let token = &feed.split("Bearer ").nth(1).unwrap()[..64];
    let mut stream = TcpStream::connect(hall.cot("crew-1\n")).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    write!(stream, "<auth><cot username=\"tak\" password=\"{token}\"/></auth>").unwrap();
    let first = heard(&mut stream, 1);
    let (read, own) = exchanged(&first, "2017-04-23T18:06:00Z");
    assert_eq!(read.len(), 1);
    assert_eq!(read[0][1..4], ["b-a-o-tbl", "46.210000", "5.210000"]);
    stream.write_all(own.as_bytes()).unwrap();
    let second = heard(&mut stream, 1);
    let (read, _) = exchanged(&second, "2017-04-23T18:07:00Z");
    assert_eq!(read[0][..4], ["crew-1", "a-f-G-U", "46.250000", "5.250000"], "its position came back as ours");
    assert_eq!(read[0][4..], ["2017-04-23T18:21:00Z", "Patrouille <1>"]);
}

/// So many events, waited for.
fn heard(stream: &mut TcpStream, count: usize) -> String {
    let (mut bytes, began, mut part) = (Vec::new(), Instant::now(), [0; 4_096]);
    while began.elapsed() < Duration::from_secs(20) {
        if let Ok(read) = stream.read(&mut part) {
            bytes.extend_from_slice(&part[..read]);
        }
        if String::from_utf8_lossy(&bytes).matches("</event>").count() >= count {
            break;
        }
    }
    String::from_utf8(bytes).unwrap()
}
