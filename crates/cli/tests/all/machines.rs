//! What machines read: one object, on one line, with names that stay.

use std::fs;
use std::path::Path;

use crate::vigie::{demo, own_demo, text, vigie};

const TWO: &str =
    "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,LE PEN,MACRON
01,001,0001,4,L'Abergement-Clémenciat,598,498,37,453,181,272
01,002,0001,5,L'Abergement-de-Varey,209,177,21,150,57,93
";

fn import(dir: &Path, bytes: &str) -> crate::vigie::Said {
    let (file, out) = (dir.join("file"), dir.join("out"));
    fs::write(&file, bytes).expect("written");
    vigie(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out), "--json"])
}

fn station() -> String {
    let stations = fs::read_to_string(demo().join("demo/stations.csv")).expect("read");
    stations.lines().nth(1).expect("a station").split(',').next().expect("its id").to_owned()
}

#[test]
fn an_import() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let said = import(dir.path(), TWO);
    let out = dir.path().join("out");
    let want = format!(
        "{{\"round\":2,\"stations\":2,\"registered\":807,\"cast\":675,\"valid\":603,\"communes_without_position\":2,\"out\":\"{}\"}}\n",
        out.display()
    );
    assert_eq!(said.ended(0), want);
    assert_eq!(said.err, "");
}

#[test]
fn a_refused_import_with_all_its_faults() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let said = import(dir.path(), &TWO.replace("181,272", "181,273").replace("57,93", "57,94"));
    let out = said.ended(1);
    assert_eq!(out.lines().count(), 1);
    assert!(out.starts_with("{\"ok\":false,\"faults\":[{\"code\":\"I"), "{out}");
    for part in ["\"line\":2,", "\"line\":3,", "\"found\":\"", "\"remedy\":\"", "],\"left_out\":0}"] {
        assert!(out.contains(part), "{part} not in {out}");
    }
    assert_eq!(said.err, "");
}

#[test]
fn a_replay_and_a_second_one() {
    let own = own_demo();
    let election = own.path().join("demo");
    let public = own.path().join("public");
    fs::remove_dir_all(election.join("hub")).expect("removed");
    let replay = || vigie(&["replay", text(&election), "--round", "1", "--public", text(&public), "--json"]);
    let object = |logged, before| {
        format!(
            "{{\"round\":1,\"logged\":{logged},\"logged_before\":{before},\"refused\":0,\"refusals\":[],\"log_size\":121,\"published\":true,\"public\":\"{}\"}}\n",
            public.display()
        )
    };
    assert_eq!(replay().ended(0), object(120, 0));
    assert_eq!(replay().ended(0), object(0, 120));
}

#[test]
fn an_intake() {
    let own = own_demo();
    let election = own.path().join("demo");
    let (good, bad) = (own.path().join("good"), own.path().join("bad"));
    let holder = |name: &str| format!("{}/{name}", station());
    let revoke = |key: &str, by: &str, out: &Path| {
        let arguments = ["keys", "revoke", text(&election), key, "--by", by, "--reason", "lost"];
        let rest = ["--at", "2017-05-09T10:00:00+02:00", "--out", text(out)];
        vigie(&[&arguments[..], &rest[..]].concat()).ended(0);
    };
    revoke(&holder("president"), &holder("president"), &good);
    revoke(&holder("secretary"), "FR/court", &bad);
    let said = vigie(&["intake", text(&election), text(&good), text(&bad), "--json"]);
    let out = said.ended(1);
    let start = format!(
        "{{\"messages\":[{{\"file\":\"{}\",\"logged\":true,\"log_index\":241}},{{\"file\":\"{}\",\"logged\":false,\"code\":\"E209\",\"text\":\"",
        good.display(),
        bad.display()
    );
    assert!(out.starts_with(&start), "{out}");
    assert!(out.ends_with("\"}],\"log_size\":242,\"published\":null}\n"), "{out}");
    assert_eq!(said.err, "");
    let (public, at) = (election.join("public"), "2017-05-09T12:00:00+02:00");
    let publish = ["intake", text(&election), text(&good), "--json", "--public", text(&public), "--at", at];
    assert!(vigie(&publish).ended(0).ends_with("\"log_size\":242,\"published\":true}\n"));
}

#[test]
fn a_receipt() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (public, station) = (demo().join("demo/public"), station());
    let receipt = |more: &[&str]| {
        let said = vigie(&[&["receipt", text(&public), "--station", &station, "--json"], more].concat());
        said.ended(0).to_owned()
    };
    let plain = vigie(&["receipt", text(&public), "--station", &station]).ended(0).to_owned();
    let inside = plain.replace('\n', "\\n");
    let index = plain.lines().find_map(|line| line.strip_prefix("index ")).expect("an index");
    let start = format!("{{\"station\":\"{station}\",\"round\":1,\"log_index\":{index},");
    assert_eq!(receipt(&[]), format!("{start}\"receipt\":\"{inside}\"}}\n"));
    let out = dir.path().join("r");
    assert_eq!(receipt(&["--out", text(&out)]), format!("{start}\"out\":\"{}\"}}\n", out.display()));
    assert_eq!(fs::read_to_string(out).expect("written"), plain);
}

#[test]
fn keys_that_are_issued() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    import(dir.path(), TWO).ended(0);
    let out = dir.path().join("out");
    let said = vigie(&["keys", "issue", text(&out), "--json"]);
    let keys = vigie(&["keys", "show", text(&out), "--json"]).ended(0).lines().count();
    let (directory, private) = (out.display(), out.join("private/keys.age"));
    let want = format!("{{\"keys\":{keys},\"directory\":\"{directory}\",\"private\":\"{}\"}}\n", private.display());
    assert_eq!(said.ended(0), want);
}

#[test]
fn a_demo_prints_its_verdict_alone() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let out = dir.path().join("d");
    let said = vigie(&["demo", "--stations", "110", "--rounds", "1", "--out", text(&out), "--json"]);
    let out = said.ended(0);
    assert!(out.starts_with("{\"verified\":true,\"published\":true,") && out.lines().count() == 1, "{out}");
}

#[test]
fn a_definition_with_faults() {
    let own = own_demo();
    let election = own.path().join("demo");
    let places = fs::read_to_string(election.join("places.csv")).expect("read");
    fs::write(election.join("places.csv"), places.replacen("nation", "planet", 1)).expect("written");
    let said = vigie(&["definition", "check", text(&election), "--json"]);
    let out = said.ended(1);
    assert!(out.starts_with("{\"ok\":false,\"faults\":[{\"code\":\"I2"), "{out}");
    assert!(out.contains("\"file\":\"places.csv\",\"line\":2,"), "{out}");
}
