//! The picture under load: a country of 69,242 stations, 300 screens that listen, 5,000 events a
//! minute. Minutes long, and its figures are for `BENCHMARKS.md`:
//!
//! ```text
//! cargo test --release -p server --test all screens::load -- --ignored --nocapture
//! ```

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::hall::{Browser, Hall, csrf};

const SCREENS: usize = 300;
const EVENTS_A_MINUTE: u64 = 5_000;
const MINUTES: u64 = 1;
/// Most often that a screen asks for the page again: `AT_MOST_EVERY` of `operation.js`.
const AGAIN: Duration = Duration::from_millis(450);

/// What a screen heard: the number of events there were, and when; and what it was shown: the
/// number of events that the page itself says it holds, and when it was there.
#[derive(Default)]
struct Heard {
    told: Vec<(u64, Instant)>,
    shown: Vec<(u64, Instant)>,
}

/// The number of events that a page or a picture says it holds.
fn holds(page: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(page);
    let mark = ["data-size=\"", "\"size\":"].into_iter().find_map(|mark| text.split_once(mark));
    let digits: String = mark.unwrap().1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

fn request(address: SocketAddr, browser: &Browser, path: &str, more: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let cookie = &browser.cookies["vigie"];
    write!(stream, "GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: vigie={cookie}\r\n{more}\r\n")
        .unwrap();
    stream
}

/// A screen as `operation.js` is one: it listens, and asks for the page again.
fn screen(address: SocketAddr, browser: &Browser, over: &AtomicBool, path: &str) -> Heard {
    let stream = request(address, browser, "/hub/operation/live", "");
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (mut heard, mut last) = (Heard::default(), Instant::now());
    for line in BufReader::new(stream).lines() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let Ok(line) = line else { break };
        let Some(size) = line.strip_prefix("id: ").and_then(|size| size.trim().parse().ok()) else { continue };
        heard.told.push((size, Instant::now()));
        if last.elapsed() >= AGAIN {
            last = Instant::now();
            let mut page = Vec::new();
            request(address, browser, path, "x-vigie-renews: 1\r\n").read_to_end(&mut page).unwrap();
            assert!(page.starts_with(b"HTTP/1.1 200"), "a page");
            heard.shown.push((holds(&page), Instant::now()));
        }
    }
    heard
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn told(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    println!(
        "{name}: {} measured, p50 {:.3} s, p99 {:.3} s, worst {:.3} s",
        times.len(),
        percentile(&times, 50).as_secs_f64(),
        percentile(&times, 99).as_secs_f64(),
        percentile(&times, 100).as_secs_f64()
    );
}

/// Processor seconds of this process, and the peak of its memory in megabytes.
fn spent() -> (f64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let ticks: u64 =
        stat.rsplit(')').next().unwrap().split_whitespace().skip(11).take(2).map(|n| n.parse::<u64>().unwrap()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "hundredths of a second")]
    let seconds = ticks as f64 / 100.0;
    (seconds, peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024)
}

#[test]
#[ignore = "minutes long: figures for BENCHMARKS.md"]
fn three_hundred_screens_see_five_thousand_events_a_minute() {
    let hall = Hall::of_a_country(SCREENS);
    let address = hall.address();
    println!("{} stations", hall.stations());
    let browsers: Vec<Browser> = (0..SCREENS).map(|nth| hall.log_in_by(&format!("screen-{nth}"), "")).collect();
    println!("{SCREENS} screens are logged in");
    let mut writer = hall.log_in("room");
    let over = Arc::new(AtomicBool::new(false));
    let sent: Arc<Mutex<BTreeMap<u64, Instant>>> = Arc::default();
    let (cpu, _) = spent();
    let begun = Instant::now();
    let heard: Vec<Heard> = thread::scope(|scope| {
        let listening: Vec<_> = browsers
            .iter()
            .enumerate()
            .map(|(nth, browser)| {
                let over = Arc::clone(&over);
                let path = if nth % 2 == 0 { "/hub/operation" } else { "/hub/operation/map/picture" };
                scope.spawn(move || screen(address, browser, &over, path))
            })
            .collect();
        thread::sleep(Duration::from_secs(2));
        let written = AtomicU64::new(hall.size());
        write_events(&hall, &mut writer, &sent, &written);
        thread::sleep(Duration::from_secs(4));
        over.store(true, Ordering::Relaxed);
        listening.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (after, peak) = spent();
    let wall = begun.elapsed().as_secs_f64();
    println!("cpu {:.1} s in {wall:.1} s (hub and screens in one process), peak memory {peak} MB", after - cpu);
    let sent = sent.lock().unwrap();
    assert!(sent.len() as u64 >= EVENTS_A_MINUTE * MINUTES, "{} events", sent.len());
    assert!(
        heard.iter().all(|screen| screen.told.len() > 10 && screen.shown.len() > 10),
        "every screen listened to the end"
    );
    let (mut told_of, mut shown_after) = (Vec::new(), Vec::new());
    for screen in &heard {
        for (number, at) in sent.iter() {
            let first = |all: &[(u64, Instant)]| {
                let first = all.partition_point(|(size, _)| size <= number);
                all.get(first).map(|(_, then)| then.saturating_duration_since(*at))
            };
            told_of.extend(first(&screen.told));
            shown_after.extend(first(&screen.shown));
        }
    }
    told("delay until a screen hears of an event", told_of);
    told("delay until the page that holds it is there", shown_after);
}

/// One event after the other at the rate, each over HTTP: stations open.
fn write_events(hall: &Hall, room: &mut Browser, sent: &Mutex<BTreeMap<u64, Instant>>, number: &AtomicU64) {
    let each = Duration::from_mins(1) / u32::try_from(EVENTS_A_MINUTE).unwrap();
    let (word, begun) = (csrf(room), Instant::now());
    let mut late = Duration::ZERO;
    for nth in 0..u32::try_from(EVENTS_A_MINUTE * MINUTES).unwrap() {
        let due = each * nth;
        thread::sleep(due.saturating_sub(begun.elapsed()));
        late = late.max(begun.elapsed().saturating_sub(due));
        let at = Instant::now();
        let path = format!("/hub/operation/days/1/{}", hall.station(usize::try_from(nth).unwrap()));
        let fields = [("csrf", word.as_str()), ("news", "open"), ("at", "08:00"), ("way", "telephone")];
        let came = hall.post(room, &path, &fields);
        assert_eq!(came.status, 303, "{}", came.body);
        sent.lock().unwrap().insert(number.fetch_add(1, Ordering::Relaxed), at);
    }
    println!(
        "{} events in {:.1} s, the writer at most {:.2} s late",
        EVENTS_A_MINUTE * MINUTES,
        begun.elapsed().as_secs_f64(),
        late.as_secs_f64()
    );
}
