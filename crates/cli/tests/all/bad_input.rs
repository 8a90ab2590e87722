//! Input that is not what it says: a clear error, the right code, and nothing half done.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::vigie::{own_demo, run, text, vigie};

const GOOD: &str =
    "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,LE PEN,MACRON
01,001,0001,4,L'Abergement-Clémenciat,598,498,37,453,181,272
01,002,0001,5,L'Abergement-de-Varey,209,177,21,150,57,93
";

fn import(dir: &Path, bytes: &[u8]) -> crate::vigie::Said {
    let file = dir.join("file");
    fs::write(&file, bytes).expect("written");
    let out = dir.join("out");
    let said = vigie(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)]);
    if said.code != 0 {
        assert!(!out.join("election.toml").exists(), "nothing is half imported");
    }
    said
}

#[test]
fn the_honest_twin_is_imported() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    assert!(import(dir.path(), GOOD.as_bytes()).ended(0).contains("2 stations, 807 registered"));
}

#[test]
fn what_is_not_results_is_refused_whole_with_its_place() {
    let latin = GOOD.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect::<Vec<u8>>();
    let cases: [(&str, Vec<u8>); 12] = [
        ("html", b"<!DOCTYPE html><html><body>Maintenance</body></html>\n".to_vec()),
        ("empty", Vec::new()),
        ("truncated", GOOD.as_bytes()[..GOOD.len() - 5].to_vec()),
        ("other encoding", latin),
        ("utf-16", GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (
            "duplicate row",
            format!("{GOOD}{}", GOOD.lines().nth(1).map(|l| format!("{l}\n")).unwrap_or_default()).into_bytes(),
        ),
        ("subtotal row", format!("{GOOD}01,001,TOTAL,4,Total,807,675,58,603,238,365\n").into_bytes()),
        ("wrong sum", GOOD.replace("181,272", "181,273").into_bytes()),
        ("more papers than voters", GOOD.replace("598,498", "497,498").into_bytes()),
        ("negative", GOOD.replace("598,498", "-598,498").into_bytes()),
        ("huge", GOOD.replace("598,", "99999999999,").into_bytes()),
        ("unknown department", GOOD.replace("01,002", "99,002").into_bytes()),
    ];
    for (name, bytes) in cases {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let said = import(dir.path(), &bytes);
        assert_eq!(said.code, 1, "{name}: {}{}", said.out, said.err);
        assert!(said.err.contains("file"), "{name} names the file: {}", said.err);
    }
}

#[test]
fn a_file_of_five_gigabytes_is_refused_early() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("huge");
    let sparse = fs::File::create(&file).expect("made");
    sparse.set_len(5 << 30).expect("sparse");
    let out = dir.path().join("out");
    vigie(&["import", text(&file), "--round", "1", "--out", text(&out)]).ended(1);
    assert!(!out.exists());
}

#[test]
fn a_directory_that_cannot_be_read_is_the_outside_failing() {
    vigie(&["verify", "/nowhere/at/all"]).refused(3, "/nowhere/at/all");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let out = dir.path().join("out");
    vigie(&["replay", "/nowhere/at/all", "--round", "1", "--public", text(&out)]).refused(3, "/nowhere/at/all");
    vigie(&["import", "/nowhere/at/all", "--round", "1", "--out", text(&out)]).refused(3, "/nowhere/at/all");
    vigie(&["definition", "check", "/nowhere/at/all"]).refused(3, "/nowhere/at/all");
}

#[test]
fn wrong_use_is_told_apart() {
    vigie(&["demo", "--stations", "99"]).refused(2, "--stations 99");
    vigie(&["demo", "--stations", "1000001"]).refused(2, "--stations 1000001");
    vigie(&["verify"]).ended(2);
    vigie(&["import", "x", "--round", "0", "--out", "y"]).ended(2);
    vigie(&["no-such-command"]).ended(2);
    vigie(&["verify", ".", "--definition-hash", "abc"]).refused(2, "hexadecimal");
}

#[test]
fn a_directory_in_use_is_not_written_over() {
    let own = own_demo();
    vigie(&["demo", "--out", text(&own.path().join("demo"))]).refused(2, "not empty");
    vigie(&["keys", "issue", text(&own.path().join("demo"))]).refused(1, "sealed");
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_changes_nothing() {
    let own = own_demo();
    let election = own.path().join("demo");
    let public = own.path().join("p");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["replay", text(&election), "--round", "1", "--public", text(&public)]);
    let wrong = own.path().join("wrong");
    fs::write(&wrong, "another passphrase\n").expect("written");
    command.args(["--passphrase-file", text(&wrong)]);
    run(&mut command).refused(1, "keys.age");
    assert!(!public.exists());
}

#[test]
fn a_definition_changed_after_sealing_is_noticed() {
    let own = own_demo();
    let election = own.path().join("demo");
    let settings = fs::read_to_string(election.join("election.toml")).expect("read");
    fs::write(election.join("election.toml"), settings.replace("FILLON", "FILLION")).expect("written");
    vigie(&["definition", "seal", text(&election)]).refused(1, "sealed as");
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&own.path().join("p"))])
        .refused(1, "sealed as");
}

#[test]
fn every_fault_of_a_definition_is_told_with_its_line() {
    let own = own_demo();
    let election = own.path().join("demo");
    let stations = fs::read_to_string(election.join("stations.csv")).expect("read");
    let mut lines: Vec<String> = stations.lines().map(str::to_owned).collect();
    lines[3] = lines[3].replacen(',', ",x-", 1);
    lines[5] = lines[1].clone();
    fs::write(election.join("stations.csv"), lines.join("\n") + "\n").expect("written");
    let said = vigie(&["definition", "check", text(&election)]);
    said.refused(1, "stations.csv, line 4");
    said.refused(1, "stations.csv, line 6");
}

/// Counts are part of what is checked, if they are there; nothing hides behind the first fault.
#[test]
fn every_fault_of_the_counts_is_told_too() {
    let own = own_demo();
    let election = own.path().join("demo");
    vigie(&["definition", "check", text(&election)]).ended(0);
    let change = |name: &str, change: &dyn Fn(&mut Vec<String>)| {
        let path = election.join(name);
        let mut lines: Vec<String> = fs::read_to_string(&path).expect("read").lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(path, lines.join("\n") + "\n").expect("written");
    };
    change("counts/round-1.csv", &|lines| lines[3] = lines[3].replacen(',', ",9", 3));
    change("counts/round-2.csv", &|lines| lines[7] = lines[6].clone());
    fs::write(election.join("counts/round-4.csv"), "station\n").expect("written");
    let said = vigie(&["definition", "check", text(&election)]);
    for fault in ["counts/round-1.csv, line 4", "counts/round-2.csv, line 8", "counts/round-4.csv"] {
        said.refused(1, fault);
    }
    // Beside those of the definition itself.
    change("election.toml", &|lines| lines.iter_mut().for_each(|line| *line = line.replace("FILLON", "")));
    let said = vigie(&["definition", "check", text(&election)]);
    said.refused(1, "election.toml");
    said.refused(1, "counts/round-2.csv, line 8");
}

/// A disk that is full while the election directory is written: nothing is changed.
#[test]
fn a_full_disk_leaves_the_directory_as_it_was() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let small = dir.path().join("small");
    fs::create_dir(&small).expect("made");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs", text(&small)]).status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no small disk can be mounted here");
        return;
    }
    let row = |n: u32| format!("01,{:03},{n:04},4,Commune,598,498,37,453,181,272", n % 400 + 1);
    let rows = (1..2_000).map(row).collect::<Vec<_>>().join("\n") + "\n";
    let file = dir.path().join("file");
    fs::write(&file, format!("{}\n{rows}", GOOD.lines().next().expect("a header"))).expect("written");
    let out = small.join("out");
    let said = vigie(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)]);
    let left: Vec<_> =
        fs::read_dir(&out).map(|entries| entries.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    let _ = Command::new("umount").arg(&small).status();
    said.refused(3, "No space left");
    assert!(left.iter().all(|path| path.is_dir()), "{left:?}");
}

#[test]
fn the_same_part_twice_is_not_counted_twice() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("file");
    fs::write(&file, GOOD).expect("written");
    let out = dir.path().join("out");
    let arguments =
        ["import", text(&file), text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)];
    vigie(&arguments).refused(1, "stands twice");
    assert!(!out.exists());
}

#[test]
fn a_live_election_is_not_replayed() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("file");
    fs::write(&file, GOOD).expect("written");
    let out = dir.path().join("out");
    let import = ["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)];
    vigie(&[&import[..], &["--mode", "live"]].concat()).ended(0);
    let public = dir.path().join("public");
    vigie(&["replay", text(&out), "--round", "2", "--public", text(&public)]).refused(2, "live election");
    assert!(!public.exists());
}

#[test]
fn nothing_is_published_over_something_else() {
    let own = own_demo();
    let election = own.path().join("demo");
    let replay = |public: &Path| vigie(&["replay", text(&election), "--round", "1", "--public", text(public)]);
    replay(&election).refused(3, "directory of an election");
    let foreign = own.path().join("foreign");
    vigie(&["demo", "--stations", "110", "--rounds", "1", "--no-serve", "--out", text(&foreign)]).ended(0);
    let before = fs::read(foreign.join("public/definition")).expect("read");
    replay(&foreign.join("public")).refused(3, "not one of this log");
    assert_eq!(fs::read(foreign.join("public/definition")).expect("read"), before);
    // A journal that was lost does not begin a second history under the same name.
    fs::remove_dir_all(election.join("hub")).expect("removed");
    let other_order = ["replay", text(&election), "--round", "1", "--order", "arrival", "--public"];
    vigie(&[&other_order[..], &[text(&election.join("public"))]].concat()).refused(3, "older copy");
}

#[test]
fn a_death_while_files_are_put_in_place_is_finished_by_the_next_command() {
    let own = own_demo();
    let election = own.path().join("demo");
    let places = fs::read(election.join("places.csv")).expect("read");
    fs::rename(election.join("places.csv"), election.join("places.csv.new")).expect("renamed");
    fs::write(election.join(".pending"), "places.csv\nstations.csv").expect("written");
    vigie(&["definition", "check", text(&election)]).ended(0);
    assert_eq!(fs::read(election.join("places.csv")).expect("read"), places);
    assert!(!election.join(".pending").exists());
}

#[test]
fn a_death_while_keys_are_issued_is_mended_by_the_next_command() {
    let own = own_demo();
    let election = own.path().join("demo");
    let (kept, beside) = (election.join("private/keys.age"), election.join("private/keys.age.new"));
    let public = election.join("public");
    let replay = || vigie(&["replay", text(&election), "--round", "1", "--public", text(&public)]);
    // The public keys were written: the key file is put in place.
    fs::rename(&kept, &beside).expect("renamed");
    replay().ended(0);
    assert!(kept.exists() && !beside.exists());
    // They were not: the key file is nobody's.
    let fresh = own.path().join("fresh");
    let file = own.path().join("file");
    fs::write(&file, GOOD).expect("written");
    vigie(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&fresh)]).ended(0);
    fs::create_dir(fresh.join("private")).expect("made");
    fs::copy(&kept, fresh.join("private/keys.age.new")).expect("copied");
    vigie(&["keys", "issue", text(&fresh)]).ended(0);
    assert!(fresh.join("private/keys.age").exists() && !fresh.join("private/keys.age.new").exists());
}

#[test]
fn a_server_that_does_not_answer_is_the_outside_failing() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("bound").port()
    };
    let url = format!("http://127.0.0.1:{port}/");
    vigie(&["verify", &url]).refused(3, "the server does not answer");
    vigie(&["--lang", "fr", "verify", &url]).refused(3, "le serveur ne répond pas");
}

#[test]
fn an_endless_message_is_refused() {
    let own = own_demo();
    vigie(&["intake", text(&own.path().join("demo")), "/dev/zero"]).refused(1, "more than 65535 bytes");
}
