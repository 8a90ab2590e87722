//! `vigie station status`: what is done, and what is still unsent.

use std::path::PathBuf;

use election::{Id, definition::Round, publish::json::Json, refusal::Language, words};
use station::form::Paper;
use verifier::wording::{say, visible};

use super::{
    desk::Desk,
    mail::{Fate, Signed},
    pending::Pending,
};
use crate::failure::Failure;

/// Say what is typed, signed, unsent, sent and received.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// How far a round is.
struct Standing {
    round: u8,
    answered: usize,
    fields: usize,
    /// Check words of the text that waits for signatures.
    prepared: Option<String>,
    signed_by: Vec<Id>,
    signed: bool,
    /// A correction that waits for signatures.
    correction: Option<Pending>,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let desk = Desk::open(&self.directory)?;
        let rounds = desk.excerpt().definition().rounds().iter();
        let standings: Vec<Standing> =
            rounds.filter_map(|round| standing(&desk, round).transpose()).collect::<Result<_, _>>()?;
        let messages = desk.messages()?;
        if self.json {
            println!("{}", json(&desk, &standings, &messages));
        } else {
            print(&desk, &standings, &messages, language);
        }
        Ok(())
    }
}

/// `None` where the station does not open.
fn standing(desk: &Desk, round: &Round) -> Result<Option<Standing>, Failure> {
    let Ok(form) = desk.form(round.number) else { return Ok(None) };
    let round = round.number;
    Ok(Some(Standing {
        round,
        answered: desk.draft(Paper::Report, &form)?.answered().len(),
        fields: form.fields().count(),
        prepared: desk.prepared(Paper::Report, round)?.map(|report| report.check_words()),
        signed_by: desk.signed_by(Paper::Report, round)?,
        signed: desk.report(round)?.is_some(),
        correction: Pending::of(desk, round)?,
    }))
}

fn print(desk: &Desk, standings: &[Standing], messages: &[Signed], language: Language) {
    let parts = desk.excerpt().definition().parts();
    println!("{} ({}) · {} {}", visible(&parts.title), parts.mode, say(language, "bureau", "station"), desk.station());
    for standing in standings {
        let round = standing.round;
        println!("{} {round}: {}", say(language, "tour", "round"), stage(standing, language));
        if let Some(pending) = &standing.correction {
            println!("{}", waits(pending, round, language));
            println!("→ vigie station correct {} --round {round}", desk.place().display());
        }
    }
    for signed in messages {
        let words = words::words(signed.id, words::CHECK_WORDS);
        println!("{}: {} ({words})", signed.name, signed.fate.text(language));
    }
    let unsent = messages.iter().filter(|signed| signed.fate != Fate::Received).count();
    println!("{}", say(language, format!("à envoyer : {unsent}"), format!("unsent: {unsent}")));
}

fn stage(standing: &Standing, language: Language) -> String {
    let Standing { answered, fields, .. } = standing;
    match &standing.prepared {
        _ if standing.signed => say(language, "signé", "signed").to_owned(),
        Some(words) if standing.signed_by.is_empty() => {
            say(language, format!("prêt à signer ({words})"), format!("ready to sign ({words})"))
        }
        Some(words) => {
            let by = standing.signed_by.iter().map(Id::to_string).collect::<Vec<_>>().join(", ");
            say(
                language,
                format!("signé par {by}, il en faut un second ({words})"),
                format!("signed by {by}, a second is needed ({words})"),
            )
        }
        None => say(
            language,
            format!("saisie : {answered} champs sur {fields}"),
            format!("entry: {answered} of {fields} fields"),
        ),
    }
}

/// A correction that waits, with its reason: whoever signs it knows which.
fn waits(pending: &Pending, round: u8, language: Language) -> String {
    let (words, reason, by) = (pending.text.check_words(), visible(&pending.said().reason), pending.signers());
    if pending.by.is_empty() {
        let french = format!("tour {round} : rectification prête à signer ({words}) · raison : {reason}");
        return say(language, french, format!("round {round}: correction ready to sign ({words}) · reason: {reason}"));
    }
    say(
        language,
        format!("tour {round} : rectification signée par {by}, il en faut un second ({words}) · raison : {reason}"),
        format!("round {round}: correction signed by {by}, a second is needed ({words}) · reason: {reason}"),
    )
}

fn json(desk: &Desk, standings: &[Standing], messages: &[Signed]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("station").display(desk.station());
        json.name("definition").display(desk.excerpt().post().definition);
        json.name("rounds").array(|json| standings.iter().for_each(|standing| standing_json(standing, json)));
        json.name("messages").array(|json| messages.iter().for_each(|signed| message_json(signed, json)));
        let unsent = messages.iter().filter(|signed| signed.fate != Fate::Received).count();
        json.name("unsent").number(unsent as u64);
    });
    out
}

fn standing_json(standing: &Standing, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("round").number(standing.round.into());
        json.name("answered").number(standing.answered as u64);
        json.name("fields").number(standing.fields as u64);
        match &standing.prepared {
            Some(words) => json.name("prepared").text(words),
            None => json.name("prepared").null(),
        }
        json.name("signed_by").array(|json| standing.signed_by.iter().for_each(|holder| json.display(holder)));
        json.name("signed").boolean(standing.signed);
        match &standing.correction {
            Some(pending) => json.name("correction").object(|json| {
                json.name("words").text(&pending.text.check_words());
                json.name("reason").text(&pending.said().reason);
                json.name("signed_by").array(|json| pending.by.iter().for_each(|holder| json.display(holder)));
            }),
            None => json.name("correction").null(),
        }
    });
}

fn message_json(signed: &Signed, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("message").text(&signed.name);
        json.name("id").display(signed.id);
        json.name("state").text(match signed.fate {
            Fate::Unsent => "unsent",
            Fate::Refused(_) => "refused",
            Fate::Alarm => "alarm",
            Fate::Received => "received",
        });
    });
}
