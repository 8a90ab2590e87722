//! Cursor on Target, from a peer's side: messages made from the published schema, and tricks.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::hall::Hall;
use super::operation::{FIRE, crew, done, token, with_audience};
use crate::tls::Made;

trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

struct Peer(Box<dyn Wire>);

fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    stream
}

/// A connection that trusts one certificate and nothing else.
fn secured(address: SocketAddr, certificate: &Path) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let connection = ClientConnection::new(Arc::new(config.with_no_client_auth()), name).unwrap();
    StreamOwned::new(connection, connected(address))
}

impl Peer {
    fn new(address: SocketAddr, token: &str) -> Self {
        Self::over(connected(address), token)
    }

    fn over(wire: impl Wire + 'static, token: &str) -> Self {
        let mut peer = Self(Box::new(wire));
        peer.say(&format!("<auth><cot username=\"map\" password=\"{token}\" uid=\"ANDROID-1\"/></auth>"));
        peer
    }

    fn say(&mut self, text: &str) {
        // Whoever was sent away cannot write: what comes back says so.
        let _ = self.0.write_all(text.as_bytes()).and_then(|()| self.0.flush());
    }

    /// What comes until it holds something, or the other side has gone, or it took too long.
    fn hears(&mut self, what: &str) -> String {
        let (mut heard, began, mut part) = (Vec::new(), Instant::now(), [0; 4_096]);
        while began.elapsed() < Duration::from_secs(15) {
            match self.0.read(&mut part) {
                Ok(0) => break,
                Ok(count) => heard.extend_from_slice(&part[..count]),
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                }
                Err(_) => break,
            }
            if String::from_utf8_lossy(&heard).contains(what) {
                break;
            }
        }
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// Whether the other side closes, whatever it had to say before.
    fn is_sent_away(&mut self) -> bool {
        let began = Instant::now();
        let mut part = [0; 4_096];
        while began.elapsed() < Duration::from_secs(15) {
            match self.0.read(&mut part) {
                Ok(0) => return true,
                Err(error)
                    if !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

/// An event as the schema has it.
fn position(uid: &str, minute: &str, point: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<event version='2.0' uid='{uid}' type='a-f-G-U-C' \
         time='2017-04-23T18:{minute}:00.00Z' start='2017-04-23T18:{minute}:00.00Z' stale='2017-04-23T23:00:00.00Z' \
         how='m-g'><point {point} hae='200.0' ce='10.0' le='9999999.0'/><detail><contact callsign='A &amp; B'/>\
         <__group name='Cyan' role='Team Member'/></detail></event>"
    )
}

const HERE: &str = "lat='46.25' lon='5.25'";

fn seen(hall: &Hall) -> Vec<String> {
    hall.events().into_iter().filter(|text| text.contains("\nkind unit-seen\n")).collect()
}

fn waits_for(hall: &Hall, count: usize) -> Vec<String> {
    let began = Instant::now();
    while seen(hall).len() < count && began.elapsed() < Duration::from_secs(15) {
        std::thread::sleep(Duration::from_millis(100));
    }
    seen(hall)
}

#[test]
fn units_come_in_and_the_picture_goes_out() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let good = token(&hall, &mut room, "map", "01");
    let mut peer = Peer::new(hall.cot("crew-1\n"), &good);
    let heard = peer.hears("</event>");
    assert!(heard.contains("type=\"b-a-o-tbl\"") && heard.contains("opex=\"e-"), "{heard}");
    assert!(heard.contains("lat=\"46.210000\" lon=\"5.210000\"") && heard.contains("&lt;script&gt;"), "{heard}");
    peer.say(&position("crew-1", "05", HERE));
    let heard = peer.hears("a-f-G-U");
    assert!(heard.contains("uid=\"crew-1\"") && heard.contains("time=\"2017-04-23T18:05:00Z\""), "{heard}");
    let events = waits_for(&hall, 1);
    assert!(events[0].contains("\nby -\n") && events[0].contains("point 5250000 46250000"), "{}", events[0]);
    let again = position("crew-1", "05", HERE);
    peer.say(&again);
    peer.say("<event version='2.0' uid='x' type='t-x-c-t' time='2017-04-23T18:05:00Z' start='2017-04-23T18:05:00Z' stale='2017-04-23T23:00:00Z' how='m-g'><point lat='0' lon='0' hae='0' ce='0' le='0'/></event>");
    peer.say(&position("crew-1", "06", HERE));
    assert_eq!(waits_for(&hall, 2).len(), 2, "the same moment once, talk between programs not at all");
    done(&hall, &mut room, "/hub/operation/feeds/map/end", &[]);
    assert!(peer.is_sent_away(), "the token was ended");
}

/// The same both ways over TLS; who speaks in the clear or trusts another certificate gets nothing.
#[test]
fn units_come_in_and_the_picture_goes_out_over_tls() {
    let Some(made) = Made::new() else { return };
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    done(&hall, &mut room, "/hub/operation/report", &with_audience(&FIRE));
    let good = token(&hall, &mut room, "map", "01");
    let address = hall.cot_over("crew-1\n", Some(made.tls()));
    let mut peer = Peer::over(secured(address, &made.path("one", "crt")), &good);
    let heard = peer.hears("</event>");
    assert!(heard.contains("type=\"b-a-o-tbl\"") && heard.contains("opex=\"e-"), "{heard}");
    peer.say(&position("crew-1", "05", HERE));
    let heard = peer.hears("a-f-G-U");
    assert!(heard.contains("uid=\"crew-1\""), "{heard}");
    assert!(waits_for(&hall, 1)[0].contains("point 5250000 46250000"));
    let mut other = Peer::over(secured(address, &made.path("two", "crt")), &good);
    assert!(!other.hears("</event>").contains("event"), "another hub's certificate");
    let mut clear = Peer::new(address, &good);
    assert!(!clear.hears("</event>").contains("event"), "in the clear");
    assert_eq!(seen(&hall).len(), 1);
}

#[test]
fn positions_of_others_come_to_nothing() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    crew(&hall, &mut room, "crew-2", "");
    let good = token(&hall, &mut room, "map", "01");
    let mut peer = Peer::new(hall.cot("crew-1\ncrew-9\n"), &good);
    peer.say(&position("crew-2", "05", HERE));
    peer.say(&position("crew-9", "05", HERE));
    peer.say(&position("crew-1", "05", "lat='5.25' lon='46.25'"));
    peer.say(&position("crew-1", "59", HERE));
    peer.say(&position("crew-1", "05", HERE).replace("T23:00", "T18:06"));
    peer.say(&position("crew-1", "07", HERE));
    let events = waits_for(&hall, 1);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(seen(&hall).len(), 1, "not allowed, unknown, exchanged, ahead, stale: {events:?}");
    assert!(events[0].contains("2017-04-23T18:07:00"), "and the one that holds: {}", events[0]);
    // A feed of another place does not speak for this unit.
    let elsewhere = token(&hall, &mut room, "commune", "01-001");
    let mut peer = Peer::new(hall.cot("crew-1\n"), &elsewhere);
    peer.say(&position("crew-1", "08", HERE));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(seen(&hall).len(), 1);
}

#[test]
fn tricks_end_the_connection() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    crew(&hall, &mut room, "crew-1", "");
    let good = token(&hall, &mut room, "map", "01");
    let address = hall.cot("crew-1\n");
    let whole = position("crew-1", "05", HERE);
    let plain = whole.split_once('\n').unwrap().1.to_owned();
    let deep = format!("{}{}", "<detail>".repeat(40), "</detail>".repeat(40));
    let tricks = [
        format!("<!DOCTYPE event [<!ENTITY a \"x\">]>{plain}"),
        format!("<!DOCTYPE event SYSTEM \"file:///etc/passwd\">{plain}"),
        plain.replace("A &amp; B", "&secret;"),
        plain.replace("<detail>", "<detail>&secret;"),
        format!("<?xml-stylesheet href='x'?>{plain}"),
        plain.replace("<detail>", &format!("<detail>{deep}")),
        plain.replace("<detail>", &format!("<detail>{}", "<a/>".repeat(300))),
        plain.replace("version='2.0'", "version='1.1'"),
        plain.replace("uid='crew-1'", "uid='../../crew'"),
        plain.replace("uid='crew-1'", ""),
        plain.replace("46.25", "NaN"),
        plain.replace("46.25", "146.25"),
        plain.replace("</detail>", ""),
        plain.replace("uid='crew-1'", "uid='crew-1' uid='crew-2'"),
        "x".repeat(40_000),
        format!("<event>{}</event>", "\u{0}"),
    ];
    for trick in tricks {
        let mut peer = Peer::new(address, &good);
        peer.say(&trick);
        assert!(peer.is_sent_away(), "{}", &trick[..trick.len().min(200)]);
    }
    assert!(seen(&hall).is_empty());
    for wrong in ["", "x", &"0".repeat(64)] {
        assert!(Peer::new(address, wrong).is_sent_away(), "{wrong}");
    }
    let mut nobody = Peer(Box::new(connected(address)));
    nobody.say(&whole);
    assert!(nobody.is_sent_away(), "a position before who one is");
    let mut peer = Peer::new(address, &good);
    peer.say(&whole);
    assert_eq!(waits_for(&hall, 1).len(), 1, "the honest twin");
}

/// Inputs near to good messages: whatever comes, it is read or refused, and what is read holds.
#[test]
fn whatever_comes_is_read_or_refused() {
    use server::cot::{Frame, Message, read};
    let seeds = [
        position("crew-1", "05", HERE),
        "<auth><cot username=\"map\" password=\"00\"/></auth>".to_owned(),
        "<!DOCTYPE event [<!ENTITY a \"&b;\">]><event version='2.0' type='a-f-G'>&a;</event>".to_owned(),
    ];
    let mut state = 2_017_u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    };
    let mut taken = 0;
    for nth in 0..20_000 {
        let mut bytes = seeds[nth % seeds.len()].clone().into_bytes();
        for _ in 0..below(4) {
            let at = below(bytes.len());
            match below(4) {
                0 => bytes[at] = b"<>&'\"/!? .-09AZaz\0\xff"[below(19)],
                1 => drop(bytes.drain(at..(at + below(20)).min(bytes.len()))),
                2 => bytes.splice(at..at, *b"<!ENTITY x '1'>").for_each(drop),
                _ => bytes.insert(at, b"<&;]"[below(4)]),
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        let whole = Frame::default().take(&bytes).unwrap();
        assert!(whole.concat().len() <= bytes.len());
        match read(&bytes) {
            Ok(Message::Seen(seen)) => {
                taken += 1;
                assert!(seen.point.lat_e6.abs() <= 90_000_000 && seen.point.lon_e6.abs() <= 180_000_000);
                assert!(!bytes.starts_with(b"<!DOCTYPE"));
            }
            Ok(Message::Auth { .. } | Message::Other) => taken += 1,
            Err(refused) => assert!(!refused.to_string().is_empty()),
        }
    }
    assert!((1_000..19_000).contains(&taken), "some are good and some are not: {taken}");
}
