//! The accounts of the screens, made and mended at a terminal, and the key of what they do.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::vigie::{own_demo, run, text, vigie};

/// An exercise of its own, with a file of accounts.
struct Office {
    _dir: tempfile::TempDir,
    election: PathBuf,
    letters: PathBuf,
}

impl Office {
    fn with(lines: &str) -> Self {
        let dir = own_demo();
        let (election, letters) = (dir.path().join("demo"), dir.path().join("letters.html"));
        fs::write(election.join("people.csv"), format!("account,name,role,scope,holder\n{lines}")).expect("written");
        Self { _dir: dir, election, letters }
    }

    fn accounts(&self, command: &str, rest: &[&str]) -> crate::vigie::Said {
        vigie(&[&["accounts", command, text(&self.election)], rest].concat())
    }

    fn import(&self) -> crate::vigie::Said {
        let people = self.election.join("people.csv");
        self.accounts("import", &[text(&people), "--letters", text(&self.letters)])
    }
}

#[test]
fn an_account_is_made_locked_unlocked_and_given_a_new_letter() {
    let office = Office::with("auditor,Ada Lovelace,auditor,FR,\nwall,Wall,wall,FR,\n");
    office.import().ended(0);
    let letters = fs::read_to_string(&office.letters).expect("letters");
    assert!(letters.contains("Ada Lovelace"), "{letters}");
    let listed = |of: &str| {
        let said = office.accounts("list", &["--json"]);
        said.ended(0).lines().find(|line| line.contains(of)).expect("listed").to_owned()
    };
    assert!(listed("\"auditor\"").contains("\"locked\":\"\""));
    office.accounts("lock", &["auditor", "--reason", "left the office"]).ended(0);
    assert!(listed("\"auditor\"").contains("left the office"), "{}", listed("\"auditor\""));
    office.accounts("unlock", &["auditor"]).ended(0);
    assert!(listed("\"auditor\"").contains("\"locked\":\"\""));
    office.accounts("unlock", &["nobody"]).refused(1, "nobody");
    let again = office.letters.with_file_name("again.html");
    office.accounts("reset", &["auditor", "--letters", text(&again)]).ended(0);
    assert!(fs::read_to_string(again).expect("a letter").contains("Ada Lovelace"));
    office.import().refused(1, "auditor");
}

#[test]
fn half_a_file_of_accounts_makes_nobody() {
    let office = Office::with("auditor,Ada Lovelace,auditor,fr,\nwall,Wall,emperor,FR,\n");
    office.import().refused(2, "line 3");
    assert!(!office.letters.exists());
    assert_eq!(office.accounts("list", &[]).ended(0), "");
    let office = Office::with("auditor,Ada Lovelace,auditor,FR,\nwall,Wall,wall,01,\nauditor,Again,auditor,FR,\n");
    office.import().refused(1, "auditor");
    assert_eq!(office.accounts("list", &[]).ended(0), "");
}

#[test]
fn the_rooms_open_with_their_key_and_its_passphrase_only() {
    let office = Office::with("wall,Wall,wall,FR,\n");
    office.import().ended(0);
    let key = office.election.join("hub/rooms.key");
    let mut list = Command::new(env!("CARGO_BIN_EXE_vigie"));
    let other = office.election.join("other");
    fs::write(&other, "another passphrase\n").expect("written");
    list.args(["accounts", "list", text(&office.election), "--passphrase-file", text(&other)]);
    run(&mut list).refused(1, "check the passphrase");
    let sealed = fs::read(&key).expect("the key");
    assert!(sealed.starts_with(b"age-encryption.org/v1"), "the key lies under a passphrase");
    fs::remove_file(&key).expect("removed");
    office.accounts("list", &[]).refused(1, "put it back from a copy");
    fs::write(&key, sealed).expect("put back");
    assert!(office.accounts("list", &[]).ended(0).contains("wall"));
}
