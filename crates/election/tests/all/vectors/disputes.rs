//! The nights, told: every way in and every refusal of a rule.

use election::{
    Message, Stamp,
    definition::{Mode, Role},
    message::{Annulment, Body, Certified, Correction, Event, Figures, KeyGrant, KeyRevocation, Report, Seal},
};
use tlog::{hash::Hash, key::SecretKey, note::Signer};

use super::nights::{Story, Teller, signed, status};
use crate::fixture::{
    bureau, callback, correction, evening, figures, holder, id, report, seal, signer, stamp, usual, votes,
};

const A: &str = "01-001-0001";
const B: &str = "01-001-0002";
const C: &str = "01-002-0001";
const D: &str = "02-001-0001";

#[rustfmt::skip]
pub const STORIES: &[Story] = &[
    ("evening", "country.txt", "from the opening of the doors to the certificate of the nation", [4, 2461], evening_story),
    ("figures", "country.txt", "figures that cannot be right, and reasons that make them so", [2, 1231], figures_story),
    ("who-signs", "country.txt", "signatures", [2, 1230], who_signs),
    ("other-papers", "country.txt", "other elections, stations, rounds, places; the seal", [0, 0], other_papers),
    ("conflict", "country.txt", "two different reports of one station, and a correction that decides", [2, 1230], conflict),
    ("conflict-limit", "country.txt", "more different reports of one station than are kept", [0, 0], conflict_limit),
    ("corrections", "country.txt", "later editions; one contested", [1, 600], corrections),
    ("annulments", "country.txt", "a court takes stations out, before and after their report", [1, 615], annulments),
    ("callbacks", "country.txt", "reports read back", [1, 615], callbacks),
    ("returns", "country.txt", "the sums of communes and departments; certificates", [3, 1845], returns),
    ("keys", "country.txt", "keys granted, bounded and revoked", [3, 1845], keys),
    ("repeated", "country.txt", "the same text again and again", [1, 615], repeated),
    ("two-rounds", "rich.txt", "stations that open in one round only; bounds of a frozen key", [1, 615], two_rounds),
];

fn better() -> Figures<election::Votes> {
    figures(10, 5, &[(1, 110), (2, 190), (3, 300)])
}

fn prefecture(department: &str) -> [Signer; 1] {
    [holder(department, "prefecture-a")]
}

fn both_prefectures() -> [Signer; 2] {
    [holder("01", "prefecture-a"), holder("01", "prefecture-b")]
}

fn authority() -> [Signer; 1] {
    [holder("FR", "authority")]
}

fn annulment(station: &str, decision: &str) -> Body {
    let (decision, reason) = (decision.to_owned(), "the box was moved".to_owned());
    Body::Annulment(Annulment { round: 1, station: id(station), decision, reason, at: evening() })
}

fn reasoned(station: &str, figures: Figures<election::Votes>, reason: &str) -> Body {
    Body::Report(Report {
        round: 1,
        station: id(station),
        edition: 1,
        figures,
        reason: Some(reason.to_owned()),
        counted_at: evening(),
    })
}

fn grant(scope: &str, name: &str, role: Role, signer: &Signer) -> KeyGrant {
    KeyGrant {
        scope: id(scope),
        holder: id(name),
        role,
        from: None,
        to: None,
        public: signer.verifier_key().key().clone(),
        at: evening(),
    }
}

fn revocation(scope: &str, name: &str) -> Body {
    Body::KeyRevoked(KeyRevocation { scope: id(scope), holder: id(name), reason: "lost".to_owned(), at: evening() })
}

/// Another key of the same name: its seed is the hash of the name and a number.
fn replacement(scope: &str, name: &str, number: u8) -> Signer {
    let name = format!("fr-test/{scope}/{name}");
    let seed = Hash::of(format!("{name} {number}").as_bytes()).0;
    Signer::new(&name, SecretKey::from_seed(&seed)).expect("a legal name")
}

fn evening_story(t: &mut Teller) {
    t.begin();
    let at = |hour: &str| stamp(&format!("2017-04-23T{hour}:00+02:00"));
    let president = [holder(A, "president")];
    t.tell("ok", "installed", "the bureau is seated", status(A, Event::Installed, None, at("07:45")), &president);
    t.tell("ok", "open", "the doors are open", status(A, Event::Open, None, at("08:00")), &president);
    let noon = status(A, Event::Noon, Some(votes(1000)), at("12:00"));
    t.tell("ok", "noon", "turnout, told by the commune", noon, &[holder("01-001", "clerk")]);
    t.tell("ok", "closed", "the doors are closed", status(A, Event::Closed, None, at("19:00")), &president);
    t.confirmed(A);
    let mut more = usual();
    (more.signed_in, more.cast, more.blank) = (votes(615), votes(616), votes(11));
    let late = reasoned(B, more.clone(), "one voter put two papers in");
    let late = t.tell("ok", "report-reason", "one paper too many, with its reason", late, &bureau(B));
    t.tell("ok", "callback-reason", "read back", callback(B, late, &more), &prefecture("01"));
    t.confirmed(C);
    t.confirmed(D);
    t.tell(
        "E219",
        "open-late",
        "a station that has reported does not open",
        status(A, Event::Open, None, at("20:30")),
        &president,
    );
    let commune = t.returned("01-001", |_| {});
    t.tell("ok", "return-commune", "a commune's sums", commune, &[holder("01-001", "clerk")]);
    for department in ["01", "02"] {
        let said = t.returned(department, |_| {});
        t.tell("ok", &format!("return-{department}"), "a department's sums", said, &prefecture(department));
    }
    let nation = t.certified("FR");
    t.tell("ok", "certified", "the nation is certified", nation, &authority());
}

fn figures_story(t: &mut Teller) {
    t.begin();
    let mut told = |verdict: &str, name: &str, what: &str, change: fn(&mut Figures<election::Votes>)| {
        let mut figures = usual();
        change(&mut figures);
        t.tell(verdict, name, what, report(A, figures), &bureau(A));
    };
    told("E101", "cast-sum", "cast is not blank + void + valid", |f| f.blank = votes(9));
    told("E102", "valid-sum", "valid is not the sum of the candidates", |f| f.candidates[0].1 = votes(99));
    told("E103", "cast-over", "more papers than voters", |f| {
        (f.signed_in, f.cast, f.blank) = (votes(1001), votes(1001), votes(396));
    });
    told("E104", "signed-in-over", "more signatures than voters", |f| f.signed_in = votes(1001));
    told("E105", "signed-in", "signatures differ from papers, no reason", |f| f.signed_in = votes(614));
    told("E106", "registered", "another register than the frozen one, no reason", |f| f.registered = votes(1001));
    told("E101", "several", "several rules: the lowest code", |f| (f.cast, f.valid) = (votes(616), votes(599)));
    let mut figures = usual();
    figures.candidates[0].1 = votes(99);
    let body = reasoned(A, figures, "a vote is missing");
    t.tell("E102", "reason-does-not-help", "no reason makes a sum right", body, &bureau(A));
    let mut figures = usual();
    (figures.registered, figures.signed_in) = (votes(1001), votes(614));
    let body = reasoned(A, figures, "a court order; one voter did not sign");
    t.tell("ok", "reason", "two differences and their reason", body, &bureau(A));
    let mut figures = usual();
    (figures.signed_in, figures.cast, figures.blank) = (votes(616), votes(616), votes(11));
    t.tell("ok", "report", "a report without a reason", report(B, figures), &bureau(B));
}

fn who_signs(t: &mut Teller) {
    t.begin();
    let usual = |station: &str| report(station, usual());
    let [president, secretary] = bureau(A);
    let good = signed(&t.message(usual(A)), &bureau(A));
    let changed = good.replacen("candidate 1 100\ncandidate 2 200", "candidate 1 200\ncandidate 2 100", 1);
    t.hand("E206", "changed", "votes exchanged after signing", &changed);
    t.hand("E206", "short", "a signature of 63 bytes", &shortened(&good));
    t.hand("E206", "swapped", "each signature under the other's name and key id", &swapped(&good));
    t.tell("E207", "one", "one signature", usual(A), &bureau(A)[..1]);
    t.tell("E214", "turned", "names out of order", usual(A), &[secretary, holder(A, "president")]);
    t.tell("E214", "twice", "one holder twice", usual(A), &[president, holder(A, "president")]);
    let prefecture = [holder("01", "prefecture-a"), holder("01", "prefecture-b")];
    t.tell("E208", "prefecture", "a prefecture corrects, it does not report", usual(A), &prefecture);
    t.tell(
        "E209",
        "clerk-next-door",
        "a clerk for another commune's station",
        usual(C),
        &[holder("01-001", "clerk"), holder(C, "president")],
    );
    t.tell("E207", "clerk-alone", "a clerk alone", usual(A), &[holder("01-001", "clerk")]);
    t.tell("E208", "court", "a court reports nothing", usual(A), &[holder("FR", "court")]);
    t.tell("E209", "next-door", "the bureau next door", usual(A), &bureau(B));
    let extra = [holder(A, "president"), holder(A, "secretary"), holder(A, "witness")];
    t.tell("E210", "third", "a third line of nobody known", usual(A), &extra);
    let stranger = replacement(A, "president", 9);
    t.tell("E210", "stranger", "a president's name, another key", usual(A), &[stranger, holder(A, "secretary")]);
    let elsewhere = [signer(&format!("fr-other/{A}/president")), holder(A, "secretary")];
    t.tell("E210", "elsewhere", "a key of another election", usual(A), &elsewhere);
    t.hand("E208", "warrant-first", "a wrong role and a changed text: the role is told first", &{
        let note = signed(&t.message(usual(A)), &[holder("FR", "court")]);
        note.replacen("candidate 1 100", "candidate 1 101", 1)
    });
    t.hand("ok", "report", "signed by both", &good);
    let stands_in = [holder(B, "president"), holder("01-001", "clerk")];
    t.tell("ok", "clerk", "a clerk stands in for one of the bureau", usual(B), &stands_in);
}

/// The last signature without its last byte.
fn shortened(note: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let (start, last) = note.trim_end().rsplit_once(' ').expect("a signature");
    let bytes = BASE64_STANDARD.decode(last).expect("base64");
    format!("{start} {}\n", BASE64_STANDARD.encode(&bytes[..67]))
}

/// Both signatures, the 64 bytes of each behind the key id of the other.
fn swapped(note: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let end = note.rfind("\n\n").expect("a note") + 2;
    let lines: Vec<(&str, Vec<u8>)> = note[end..]
        .lines()
        .map(|line| line.rsplit_once(' ').expect("a signature"))
        .map(|(name, bytes)| (name, BASE64_STANDARD.decode(bytes).expect("base64")))
        .collect();
    let line = |own: usize, other: usize| {
        let bytes = [&lines[own].1[..4], &lines[other].1[4..]].concat();
        format!("{} {}\n", lines[own].0, BASE64_STANDARD.encode(bytes))
    };
    format!("{}{}{}", &note[..end], line(0, 1), line(1, 0))
}

fn other_papers(t: &mut Teller) {
    t.tell("E228", "before-the-seal", "a report before the seal", report(A, usual()), &bureau(A));
    let Body::Seal(right) = seal(&t.night.definition) else { unreachable!("a seal") };
    let sizes = Seal { bytes: right.bytes + 1, ..right.clone() };
    t.tell("E229", "seal-bytes", "a seal of other bytes", Body::Seal(sizes), &authority());
    let title = Seal { title: "Another".to_owned(), ..right.clone() };
    t.tell("E229", "seal-title", "a seal with another title", Body::Seal(title), &authority());
    t.tell("E208", "seal-court", "a court does not seal", Body::Seal(right.clone()), &[holder("FR", "court")]);
    t.begin();
    t.tell("already", "seal-again", "the same seal again", Body::Seal(right.clone()), &authority());
    let later = Seal { at: evening(), ..right };
    t.tell("E228", "seal-later", "a second seal", Body::Seal(later), &authority());
    let message = t.message(report(A, usual()));
    let other = Message { definition: Hash::of(b"other"), ..message.clone() };
    t.hand("E201", "definition", "made for another definition", &signed(&other, &bureau(A)));
    let live = Message { mode: Mode::Live, ..message };
    t.hand("E202", "mode", "a live message in a test", &signed(&live, &bureau(A)));
    let Body::Report(mut third) = report(A, usual()) else { unreachable!("a report") };
    third.round = 3;
    t.tell("E203", "round", "a round that is not there", Body::Report(third), &bureau(A));
    t.tell("E204", "station", "a station that is not there", annulment("09-001-0001", "1"), &[holder("FR", "court")]);
    let nobody = status("09-001-0001", Event::Open, None, evening());
    t.tell(
        "E209",
        "station-scope",
        "nobody speaks for a station that is not there",
        nobody,
        &[holder("01-001", "clerk")],
    );
    for (name, what, panels) in [
        ("candidate-less", "a candidate left out", &[(2, 200), (3, 300)][..]),
        ("candidate-more", "a candidate too many", &[(1, 1), (2, 2), (3, 3), (4, 4)]),
        ("candidate-other", "a candidate of no round", &[(1, 1), (2, 2), (5, 3)]),
    ] {
        t.tell("E205", name, what, report(A, figures(0, 0, panels)), &bureau(A));
    }
    let body = Body::Certified(Certified { round: 1, place: id("99"), root: Hash::of(b""), at: evening() });
    t.tell("E221", "place", "a place that is not there", body, &authority());
}

fn conflict(t: &mut Teller) {
    t.begin();
    let first = t.confirmed(A);
    t.confirmed(B);
    let second = t.tell(
        "ok",
        "other-report",
        "another report of the same station: neither counts",
        report(A, better()),
        &bureau(A),
    );
    t.tell("already", "first-again", "the first again: it stands in the log", report(A, usual()), &bureau(A));
    t.tell("E219", "callback", "what is contested is not confirmed", callback(A, second, &better()), &prefecture("01"));
    let said = t.returned("01-001", |_| {});
    t.tell("E222", "return", "a commune in conflict is not returned", said, &[holder("01-001", "clerk")]);
    let neither = correction(A, 2, Hash::of(b"neither"), &usual(), better());
    t.tell("E216", "neither", "a correction that names neither", neither, &both_prefectures());
    let early = correction(A, 3, first, &usual(), better());
    t.tell("E215", "edition", "edition 3 where 2 is due", early, &both_prefectures());
    let lying = correction(A, 2, second, &usual(), better());
    t.tell("E217", "changed", "changes told against the other report", lying, &both_prefectures());
    let decided = correction(A, 2, second, &better(), better());
    let decided =
        t.tell("ok", "decided", "the second was right, and no line of it changes", decided, &both_prefectures());
    t.tell(
        "E215",
        "third-report",
        "a third report after the correction",
        report(A, figures(10, 5, &[(1, 1), (2, 2), (3, 597)])),
        &bureau(A),
    );
    t.tell(
        "E216",
        "callback-old",
        "the second report no longer stands",
        callback(A, second, &better()),
        &prefecture("01"),
    );
    t.tell("ok", "callback-new", "the correction does", callback(A, decided, &better()), &prefecture("01"));
}

fn conflict_limit(t: &mut Teller) {
    t.begin();
    for more in 0..16_u32 {
        let figures = figures(10, 5, &[(1, 100 + more), (2, 200), (3, 300)]);
        t.tell("ok", "report", "one more different report", report(A, figures), &bureau(A));
    }
    let last = figures(10, 5, &[(1, 150), (2, 200), (3, 300)]);
    t.tell("E219", "report-17", "the seventeenth", report(A, last), &bureau(A));
}

fn corrections(t: &mut Teller) {
    t.begin();
    let nothing = correction(A, 2, Hash::of(b"nothing"), &usual(), better());
    t.tell("E218", "nothing", "nothing was reported", nothing, &bureau(A));
    let first = t.confirmed(A);
    let Body::Correction(right) = correction(A, 2, first, &usual(), better()) else { unreachable!("a correction") };
    let less = Correction { changed: right.changed[..1].into(), ..right.clone() };
    t.tell("E217", "changed", "a line that changes is not told", Body::Correction(less), &bureau(A));
    let other = Correction { replaces: Hash::of(b"other"), ..right.clone() };
    t.tell("E216", "replaces", "it names a report that does not stand", Body::Correction(other), &bureau(A));
    let far = Correction { edition: 3, ..right.clone() };
    t.tell("E215", "edition", "edition 3 where 2 is due", Body::Correction(far), &bureau(A));
    let wrong = correction(A, 2, first, &usual(), figures(10, 5, &[(1, 1000), (2, 1), (3, 1)]));
    t.tell("E103", "figures", "the rules on figures hold for corrections too", wrong, &bureau(A));
    t.tell("E207", "one", "one signature", Body::Correction(right.clone()), &prefecture("01"));
    let mixed = [holder("01", "prefecture-a"), holder(A, "president")];
    t.tell(
        "E209",
        "other-department",
        "another prefecture",
        Body::Correction(right.clone()),
        &[holder(A, "president"), holder("02", "prefecture-a")].sorted(),
    );
    let second = t.tell("ok", "mixed", "a prefecture and a president", Body::Correction(right), &mixed.sorted());
    let last = figures(0, 0, &[(1, 110), (2, 190), (3, 300)]);
    let third = correction(A, 3, second, &better(), last.clone());
    t.tell("ok", "third", "edition 3", third, &bureau(A));
    t.confirmed(B);
    let first_b = Message::id(&t.message(report(B, usual())).to_string());
    t.tell("ok", "b", "edition 2 of another station", correction(B, 2, first_b, &usual(), better()), &bureau(B));
    let contested = correction(B, 2, first_b, &usual(), last);
    t.tell("ok", "b-contested", "another edition 2: neither counts", contested, &both_prefectures());
}

trait Sorted {
    fn sorted(self) -> [Signer; 2];
}

impl Sorted for [Signer; 2] {
    /// In the order of the names, as a note must have them.
    fn sorted(mut self) -> [Signer; 2] {
        self.sort_by(|one, next| one.name().cmp(next.name()));
        self
    }
}

fn annulments(t: &mut Teller) {
    t.begin();
    let court = [holder("FR", "court")];
    t.confirmed(C);
    t.report(A);
    t.tell("E208", "authority", "an authority does not annul", annulment(A, "1"), &authority());
    t.tell("ok", "reported", "a station that has reported", annulment(A, "1"), &court);
    t.tell("E219", "again", "another decision on the same station", annulment(A, "2"), &court);
    t.tell("ok", "expected", "a station that has not", annulment(B, "1"), &court);
    t.tell("E219", "late-report", "its report comes too late", report(B, usual()), &bureau(B));
    let first = Message::id(&t.message(report(A, usual())).to_string());
    t.tell("E219", "correction", "it is not corrected", correction(A, 2, first, &usual(), better()), &bureau(A));
    t.tell("E219", "callback", "nor confirmed", callback(A, first, &usual()), &prefecture("01"));
    let said = t.returned("01-001", |_| {});
    t.tell("ok", "return", "a commune of annulled stations returns nothing", said, &[holder("01-001", "clerk")]);
    let said = t.returned("01", |_| {});
    t.tell("ok", "return-01", "a department with annulled stations", said, &prefecture("01"));
}

fn callbacks(t: &mut Teller) {
    t.begin();
    t.tell("E218", "nothing", "nothing was reported", callback(A, Hash::of(b"x"), &usual()), &prefecture("01"));
    let first = t.report(A);
    t.tell("E216", "other", "a report that does not stand", callback(A, Hash::of(b"x"), &usual()), &prefecture("01"));
    t.tell("E220", "figure", "another figure was read", callback(A, first, &better()), &prefecture("01"));
    t.tell("E209", "scope", "another prefecture", callback(A, first, &usual()), &prefecture("02"));
    t.tell("E208", "role", "a clerk does not call back", callback(A, first, &usual()), &[holder("01-001", "clerk")]);
    t.tell("E207", "two", "two signatures where one is due", callback(A, first, &usual()), &both_prefectures());
    t.tell("ok", "callback", "read back", callback(A, first, &usual()), &prefecture("01"));
    t.tell(
        "already",
        "again",
        "the same text by the other prefecture",
        callback(A, first, &usual()),
        &[holder("01", "prefecture-b")],
    );
    let Body::Callback(mut later) = callback(A, first, &usual()) else { unreachable!("a callback") };
    later.at = stamp("2017-04-23T21:00:00+02:00");
    t.tell("E219", "later", "it is confirmed already", Body::Callback(later), &prefecture("01"));
}

type Change = fn(&mut election::message::Return);

fn returns(t: &mut Teller) {
    t.begin();
    let clerk = [holder("01-001", "clerk")];
    t.confirmed(A);
    let early = t.returned("01-001", |_| {});
    t.tell("E222", "early", "a station is missing", early, &clerk);
    t.report(B);
    let early = t.returned("01-001", |_| {});
    t.tell("E222", "unconfirmed", "a station is not confirmed", early, &clerk);
    let first = Message::id(&t.message(report(B, usual())).to_string());
    t.tell("ok", "callback", "now it is", callback(B, first, &usual()), &prefecture("01"));

    let cases: [(&str, &str, &str, Change); 6] = [
        ("E224", "reports", "a report too many", |said| said.reports += 1),
        ("E224", "root", "another root", |said| said.root = Hash::of(b"other")),
        ("E223", "cast", "another sum", |said| said.figures.cast += 1),
        ("E223", "candidate", "another candidate's sum", |said| said.figures.candidates[2].1 -= 1),
        ("E223", "candidates", "the candidates of another round", |said| {
            said.figures.candidates = [(2, 400), (3, 600)].into();
        }),
        ("E203", "round", "a round that is not there", |said| said.round = 3),
    ];
    for (verdict, name, what, change) in cases {
        let said = t.returned("01-001", change);
        t.tell(verdict, name, what, said, &clerk);
    }
    let said = t.returned("01-001", |_| {});
    t.tell("E209", "prefecture", "a prefecture returns its department, not a commune", said, &prefecture("01"));
    let certificate = t.certified("01-001");
    t.tell("E222", "certified-early", "certified before it is returned", certificate, &authority());
    let said = t.returned("01-001", |_| {});
    t.tell("ok", "return", "the commune's sums", said, &clerk);
    let Body::Certified(certificate) = t.certified("01-001") else { unreachable!("a certificate") };
    let other = Certified { root: Hash::of(b"other"), ..certificate.clone() };
    t.tell("E224", "certified-root", "a certificate of other reports", Body::Certified(other), &authority());
    t.tell("ok", "certified", "the commune is certified", Body::Certified(certificate), &authority());
    certified_is_final(t);
}

fn certified_is_final(t: &mut Teller) {
    let first = Message::id(&t.message(report(A, usual())).to_string());
    t.tell("E219", "other-report", "a certified station reports nothing else", report(A, better()), &bureau(A));
    t.tell("E219", "correction", "nor is it corrected", correction(A, 2, first, &usual(), better()), &bureau(A));
    t.confirmed(C);
    let said = t.returned("01", |_| {});
    t.tell(
        "E222",
        "department-late",
        "a department returns before its communes are certified",
        said,
        &prefecture("01"),
    );
}

fn keys(t: &mut Teller) {
    t.begin();
    t.report(A);
    t.tell(
        "E209",
        "revoke-next",
        "a president revokes another's key",
        revocation(A, "secretary"),
        &[holder(A, "president")],
    );
    t.tell(
        "ok",
        "revoke",
        "the commune revokes a president's key",
        revocation(A, "president"),
        &[holder("01-001", "clerk")],
    );
    t.tell(
        "E210",
        "revoke-again",
        "there is no key left to revoke",
        Body::KeyRevoked(KeyRevocation {
            scope: id(A),
            holder: id("president"),
            reason: "again".to_owned(),
            at: evening(),
        }),
        &authority(),
    );
    let first = Message::id(&t.message(report(A, usual())).to_string());
    t.tell("E211", "revoked", "signed with the revoked key", correction(A, 2, first, &usual(), better()), &bureau(A));
    let new = replacement(A, "president", 1);
    let bounded = KeyGrant {
        from: Some(stamp("2017-04-23T12:00:00+02:00")),
        to: Some(stamp("2017-04-23T22:00:00+02:00")),
        ..grant(A, "president", Role::President, &new)
    };
    let old = grant(A, "president", Role::President, &holder(A, "president"));
    t.tell("E226", "old-key", "the revoked key does not come back", Body::Key(old), &authority());
    t.tell("ok", "grant", "a new key, good for ten hours", Body::Key(bounded), &[holder("01-001", "clerk")]);
    dated(t, first, "early", "E213", "2017-04-23T11:59:59+02:00", "dated before the key's first moment");
    dated(t, first, "late", "E212", "2017-04-23T22:00:01+02:00", "dated after its last");
    dated(t, first, "in-time", "ok", "2017-04-23T10:00:00-10:00", "dated at its last, on another clock");
    refused_grants(t);
    t.tell(
        "ok",
        "revoke-own",
        "a secretary revokes the own key",
        revocation(B, "secretary"),
        &[holder(B, "secretary")],
    );
    let second = grant(B, "secretary-2", Role::Secretary, &signer(&format!("fr-test/{B}/secretary-2")));
    t.tell("ok", "secretary", "another secretary", Body::Key(second), &prefecture("01"));
    let both = [holder(B, "president"), holder(B, "secretary-2")];
    t.tell("ok", "report-b", "signed with the new key", report(B, usual()), &both);
    t.tell("ok", "report-d", "keys elsewhere are untouched", report(D, usual()), &bureau(D));
}

fn dated(t: &mut Teller, replaces: Hash, name: &str, verdict: &str, at: &str, what: &str) {
    let Body::Correction(right) = correction(A, 2, replaces, &usual(), better()) else { unreachable!("a correction") };
    let at: Stamp = stamp(at);
    let signers = [replacement(A, "president", 1), holder(A, "secretary")];
    t.tell(verdict, name, what, Body::Correction(Correction { at, ..right }), &signers);
}

fn refused_grants(t: &mut Teller) {
    let free = replacement("01", "prefecture-c", 1);
    let told: [(&str, &str, &str, &str, &str, Role, Signer); 6] = [
        ("E225", "in-use", "the holder has a key", B, "president", Role::President, holder("FR", "authority")),
        ("E227", "level", "a prefect of a station", B, "prefect", Role::Prefecture, holder("FR", "authority")),
        (
            "E209",
            "nowhere",
            "a place that is not there",
            "99",
            "prefecture-a",
            Role::Prefecture,
            holder("FR", "authority"),
        ),
        (
            "E208",
            "own-level",
            "a prefecture makes no prefectures",
            "01",
            "prefecture-c",
            Role::Prefecture,
            holder("01", "prefecture-a"),
        ),
        (
            "E209",
            "elsewhere",
            "a prefecture grants in another department",
            D,
            "president-2",
            Role::President,
            holder("01", "prefecture-a"),
        ),
        ("E208", "bureau", "a president grants nothing", B, "president-2", Role::President, holder(B, "president")),
    ];
    for (verdict, name, what, scope, to, role, by) in told {
        t.tell(verdict, name, what, Body::Key(grant(scope, to, role, &free)), &[by]);
    }
    let mut never = grant(B, "president-2", Role::President, &free);
    never.from = Some(evening());
    never.to = never.from;
    t.tell("E230", "never", "it ends when it begins", Body::Key(never), &authority());
    let twice = grant(B, "president-2", Role::President, &holder(D, "president"));
    t.tell("E226", "twice", "somebody else's key", Body::Key(twice), &authority());
}

fn repeated(t: &mut Teller) {
    t.begin();
    t.report(A);
    for _ in 0..3 {
        t.tell("already", "again", "the same note again", report(A, usual()), &bureau(A));
    }
    let other = grant(A, "president-2", Role::President, &signer(&format!("fr-test/{A}/president-2")));
    t.tell("ok", "grant", "a second president", Body::Key(other), &[holder("01-001", "clerk")]);
    let others = [holder(A, "president-2"), holder(A, "secretary")];
    t.tell("already", "others", "the same text by other hands", report(A, usual()), &others);
    let note = signed(&t.message(report(A, usual())), &bureau(A));
    t.hand("already", "badly-signed", "the same text, its signatures mixed up", &swapped(&note));
    let own = revocation(A, "president");
    t.tell("ok", "revoke-own", "a president revokes the own key", own.clone(), &bureau(A)[..1]);
    t.tell("already", "revoked-since", "the same revocation, by the key that it revoked", own, &bureau(A)[..1]);
    t.tell("already", "report-since", "the report again, a key of it revoked since", report(A, usual()), &bureau(A));
}

fn two_rounds(t: &mut Teller) {
    t.begin();
    let second = |station: &str| {
        let Body::Report(first) = report(station, figures(10, 5, &[(2, 300), (3, 300)])) else {
            unreachable!("a report")
        };
        let counted_at = stamp("2017-05-07T21:00:00+02:00");
        Body::Report(Report { round: 2, counted_at, ..first })
    };
    t.report(B);
    t.tell("E203", "not-in-1", "the station does not open in round 1", report(D, usual()), &bureau(D));
    t.tell("E203", "not-in-2", "the station does not open in round 2", second(C), &bureau(C));
    t.tell("ok", "round-2", "a report of round 2, where it opens", second(D), &bureau(D));
    t.tell("E212", "late-key", "the president's frozen key ended after round 1", second(A), &bureau(A));
    t.tell(
        "E205",
        "candidates",
        "the candidates of round 1 in round 2",
        {
            let Body::Report(first) = report(B, usual()) else { unreachable!("a report") };
            Body::Report(Report { round: 2, ..first })
        },
        &bureau(B),
    );
}
