//! The table of roles, and that `step` obeys it.

use std::collections::BTreeSet;

use election::definition::WarningCode;
use ops::roles::{Act, Entering, Releasing, Role, TABLE, markdown, may};
use ops::step::{Actor, Command, step};
use ops::{Officer, Refusal};
use tlog::Hash;

use crate::country::{Office, enter_first, evening, figures, id, new_account, secret, signature, spot};
use crate::proposals::annulment;

#[test]
fn the_page_prints_the_table() {
    let page = include_str!("../../../../specs/roles.md");
    assert!(page.contains(&markdown()), "specs/roles.md should hold:\n{}", markdown());
}

#[test]
fn every_act_stands_once_and_nobody_is_almighty() {
    let acts: BTreeSet<Act> = Act::all().collect();
    assert_eq!(acts.len(), TABLE.len());
    let words: BTreeSet<&str> = Act::all().map(Act::word).collect();
    assert_eq!(words.len(), TABLE.len());
    for role in Role::ALL {
        assert!(Act::all().any(|act| !may(role, act)), "{role} may do everything");
    }
}

#[test]
fn the_administrator_has_no_power_over_counts_and_no_sight_of_them() {
    for act in [Act::Enter, Act::Resolve, Act::Correct, Act::CallBack, Act::Release, Act::SeeTotals, Act::ReadJournal] {
        assert!(!may(Role::Administrator, act), "{act:?}");
    }
}

#[test]
fn the_auditor_and_the_wall_change_nothing() {
    let reads = [
        Act::LogIn,
        Act::Own,
        Act::SeeStations,
        Act::SeeDepartment,
        Act::SeeTotals,
        Act::SeeProgress,
        Act::SeeOperation,
        Act::SeePlan,
        Act::CheckIntegrity,
        Act::ReadJournal,
    ];
    for role in [Role::Auditor, Role::Wall] {
        for act in Act::all().filter(|act| may(role, *act)) {
            assert!(reads.contains(&act), "{role} may {act:?}");
        }
    }
    assert_eq!(Act::all().filter(|act| may(Role::Public, *act)).collect::<Vec<_>>(), [Act::LogIn]);
}

/// One command of every act that changes something.
fn commands() -> Vec<Command> {
    let reason = || "because".to_owned();
    let sent = ops::desk::Sent { message: Hash([1; 32]), index: 7 };
    vec![
        Command::MakeAccount(new_account("somebody", Role::Clerk, "01-001", None)),
        Command::AskAccount(crate::administrators::ask("ghost", Role::NationalOps, "FR")),
        Command::ConfirmAccount { proposal: 3, shown: Hash([7; 32]), password: secret("$hash") },
        Command::RefuseAccount { proposal: 3, reason: reason() },
        Command::SetSecondFactor { account: id("admin"), second: secret("SEED") },
        Command::Lock { account: id("clerk-a"), reason: reason() },
        Command::Unlock { account: id("clerk-a") },
        Command::LogOut,
        Command::UseCode { code: 9 },
        enter_first(figures(1, 2)),
        Command::EnterSecond { spot: spot(), figures: figures(1, 2), counted_at: evening() },
        Command::EnterFile { place: id("01-001"), file: Hash([5; 32]), lines: Vec::new() },
        Command::Sign {
            spot: spot(),
            shown: Hash([6; 32]),
            signature: signature("clerk-a", "01-001/clerk-a", "text\n"),
        },
        Command::EntrySent { spot: spot(), sent },
        Command::EntryNotTaken { spot: spot(), reason: reason() },
        Command::Resolve { spot: spot(), read: Vec::new(), counted_at: None },
        Command::Drop { spot: spot(), reason: reason() },
        Command::Returned { spot: (1, id("01-001")), sent },
        Command::OpenCallback { spot: spot(), report: Hash([2; 32]), nonce: [3; 32] },
        Command::ReadBack { spot: spot(), report: Hash([2; 32]), figures: figures(1, 2), read: Vec::new() },
        Command::CallbackSent { spot: spot(), sent },
        Command::Propose { message: annulment(), shown: annulment().id(), signature: None },
        Command::ConfirmProposal { proposal: 3, shown: annulment().id(), signature: None },
        Command::RefuseProposal { proposal: 3, reason: reason() },
        Command::ProposalSent { proposal: 3, sent },
        Command::HandleWarning {
            spot: spot(),
            report: Hash([2; 32]),
            code: WarningCode::parse("W301").unwrap(),
            reason: reason(),
        },
        Command::CopyWitness { spot: spot(), source: reason(), figures: figures(1, 2) },
        Command::Release { round: 1, shown: Hash([4; 32]) },
        Command::BackedUp { file: reason() },
        Command::Checked { findings: 0 },
    ]
    .into_iter()
    .chain(crate::operation::scene::commands().into_iter().map(Command::Operation))
    .collect()
}

#[test]
fn every_role_and_every_command() {
    let office = crate::operation::scene::Scene::new().office;
    let mut refused = 0;
    for (account, found) in office.room.accounts() {
        for command in commands() {
            let act = command.act().expect("an act of the table");
            let answer = step(&office.room, office.now, Actor::Account(*account), command);
            let forbidden = matches!(answer, Err(Refusal::NotAllowed(_)));
            assert_eq!(forbidden, !may(found.role, act), "{account} {act:?}: {answer:?}");
            refused += u32::from(forbidden);
        }
    }
    assert!(refused > 150, "{refused}");
}

/// One's own password is everybody's to change, another's the administrator's.
#[test]
fn a_password_is_changed_by_whose_it_is_or_by_the_administrator() {
    let office = Office::new();
    for (account, found) in office.room.accounts() {
        for of in [*account, id("clerk-c")] {
            let command = Command::SetPassword { account: of, password: secret("$other") };
            let answer = step(&office.room, office.now, Actor::Account(*account), command);
            let may = of == *account || may(found.role, Act::ManageAccounts);
            assert_eq!(answer.is_ok(), may, "{account} {of}: {answer:?}");
        }
    }
}

#[test]
fn the_hub_itself_counts_nothing() {
    let office = crate::operation::scene::Scene::new().office;
    let own = |command: &Command| {
        let Command::Operation(command) = command else { return false };
        matches!(command, ops::OperationCommand::Propose { .. } | ops::OperationCommand::Locate { .. })
    };
    for command in commands() {
        let act = command.act().expect("an act of the table");
        let looks = own(&command);
        let takes_two =
            matches!(command, Command::AskAccount(_) | Command::ConfirmAccount { .. } | Command::RefuseAccount { .. });
        let answer = step(&office.room, office.now, Actor::Hub, command);
        let own = (matches!(act, Act::ManageAccounts) && !takes_two) || looks;
        assert_eq!(answer.is_ok(), own, "{act:?}: {answer:?}");
    }
}

#[test]
fn a_proof_is_for_one_act_and_one_territory() {
    let office = Office::new();
    let clerk = office.room.person(id("clerk-a")).unwrap();
    let definition = office.room.definition();
    assert_eq!(Officer::<Releasing>::of(clerk.clone()).unwrap_err(), Refusal::NotAllowed(Act::Release));
    let proof = Officer::<Entering>::of(clerk).unwrap();
    assert!(proof.within(definition, spot().1).is_ok());
    let next_door = id("02-001-0001");
    assert_eq!(proof.within(definition, next_door).unwrap_err(), Refusal::Territory(next_door));
}

#[test]
fn a_neighbour_and_somebody_locked_are_refused() {
    let mut office = Office::new();
    let refused = office.by("clerk-next-door", enter_first(figures(1, 2)));
    assert_eq!(refused, Err(Refusal::Territory(spot().1)));
    office.by("admin", Command::Lock { account: id("clerk-a"), reason: "left".to_owned() }).unwrap();
    assert_eq!(office.by("clerk-a", enter_first(figures(1, 2))), Err(Refusal::NoAccount));
}
