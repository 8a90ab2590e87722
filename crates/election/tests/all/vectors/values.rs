//! `moments.txt`, `keys.txt` and `words.txt`: values by themselves.

use election::{Stamp, words};
use tlog::hash::Hash;

use super::files::{read_text, save};
use crate::fixture::{parts, signer};

const MOMENTS: [(&str, &str); 30] = [
    ("ok", "2017-04-23T20:14:00+02:00"),
    ("ok", "2024-02-29T00:00:00-11:00"),
    ("ok", "2017-05-07T23:59:59+00:00"),
    ("ok", "2017-04-23T20:14:00+05:45"),
    ("ok", "2000-02-29T12:00:00+00:00"),
    ("ok", "1969-12-31T23:59:59-09:30"),
    ("wrong", "2017-04-31T20:14:00+02:00"),
    ("wrong", "2017-04-23T20:14:00+24:00"),
    ("wrong", "2017-04-23T20:14:00+25:59"),
    ("wrong", "0000-01-01T00:00:00+00:00"),
    ("wrong", "2017-02-29T20:14:00+02:00"),
    ("wrong", "1900-02-29T20:14:00+02:00"),
    ("wrong", "2017-00-10T20:14:00+02:00"),
    ("wrong", "2017-13-10T20:14:00+02:00"),
    ("wrong", "2017-04-00T20:14:00+02:00"),
    ("wrong", "2017-04-23T24:00:00+02:00"),
    ("wrong", "2017-04-23T20:60:00+02:00"),
    ("wrong", "2016-12-31T23:59:60+00:00"),
    ("wrong", "2017-04-23T20:14:00Z"),
    ("wrong", "2017-04-23T20:14:00-00:00"),
    ("wrong", "2017-04-23T20:14:00+02:60"),
    ("wrong", "2017-04-23T20:14:00+99:00"),
    ("wrong", "2017-04-23T20:14:00+0200"),
    ("wrong", "2017-04-23T20:14:00+02"),
    ("wrong", "2017-04-23T20:14:00.0+02:00"),
    ("wrong", "2017-04-23T20:14+02:00"),
    ("wrong", "2017-04-23 20:14:00+02:00"),
    ("wrong", "2017-04-23t20:14:00+02:00"),
    ("wrong", "2017-04-23T20:14:00\u{2212}02:00"),
    ("wrong", "\u{ff12}017-04-23T20:14:00+02:00"),
];

fn moments() -> String {
    let line = |(verdict, moment): &(&str, &str)| format!("{verdict} {moment}\n");
    MOMENTS.iter().map(line).collect()
}

/// Every name of the vectors' country: its seed is the SHA-256 of the name.
fn keys() -> String {
    let parts = parts();
    let election = parts.election;
    let mut names: Vec<String> =
        parts.keys.iter().map(|key| format!("{election}/{}/{}", key.scope, key.holder)).collect();
    names.push(parts.log.name().to_owned());
    let line = |name: &String| {
        let public = signer(name).verifier_key().key().to_base64();
        format!("{name} {} {public}\n", Hash::of(name.as_bytes()))
    };
    names.iter().map(line).collect()
}

fn check_words() -> String {
    let line = |name: &str| {
        let hash = Hash::of(name.as_bytes());
        format!("{hash} {}\n", words::words(hash, words::CHECK_WORDS))
    };
    ["", "a", "vigie"].into_iter().map(line).collect()
}

pub fn write() {
    save("moments.txt", moments().as_bytes());
    save("keys.txt", keys().as_bytes());
    save("words.txt", check_words().as_bytes());
}

#[test]
fn moments_have_one_spelling() {
    let text = read_text("moments.txt");
    assert_eq!(text, moments());
    for line in text.lines() {
        let (verdict, moment) = line.split_once(' ').expect(line);
        let read = Stamp::parse(moment);
        let seen = if read.is_some() { "ok" } else { "wrong" };
        assert_eq!(seen, verdict, "{moment}");
        assert!(read.is_none_or(|stamp| stamp.to_string() == moment));
    }
}

#[test]
fn keys_and_words_are_those_of_the_vectors() {
    assert_eq!(read_text("keys.txt"), keys());
    assert_eq!(read_text("words.txt"), check_words());
}
