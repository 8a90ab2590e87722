//! `vigie station correct`: a report that two have signed is corrected by a new edition, signed by two
//! again.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use election::{Id, Stamp, message::Body, message::Correction, publish::json::Json, refusal::Language};
use station::{
    form::{Form, Paper, Standing, Typed, Unsigned},
    questions,
};
use verifier::wording::{number, say, visible};

use super::{
    ask::{Ending, told},
    desk::{Desk, edition, moment},
    enter::{converse, read_figures, untypable},
    mail::Fate,
    pending::Pending,
    sign::holders,
};
use crate::{failure::Failure, keyring::Passphrase};

/// Correct a signed report: all figures again, with the reason, signed by two.
///
/// A correction is a new edition that names what it replaces, and both stay in the log. Without
/// --figures the standing figures are asked for line by line; then the old and the new are shown
/// and two holders sign. With --as one holder signs, and the other may do so later with the same
/// command and nothing else. `send`, `export` and `status` treat it like a report.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Why the report is corrected, in one line
    #[arg(long)]
    reason: Option<String>,
    /// Read the figures from this file, or from standard input with -
    #[arg(long, value_name = "FILE", requires = "reason")]
    figures: Option<PathBuf>,
    /// Who signs now: president, secretary
    #[arg(long = "as", value_name = "HOLDER")]
    holder: Option<Id>,
    /// Which round; else the last whose doors have opened
    #[arg(long, value_name = "N")]
    round: Option<u8>,
    /// Put aside a correction that waits for its second signature, and begin anew
    #[arg(long, requires = "reason")]
    again: bool,
    /// When it is corrected; else now
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let at = self.at.as_deref().map(|text| moment("--at", text)).transpose()?;
        let desk = Desk::open(&self.directory)?;
        let round = desk.round(self.round)?;
        let standing = standing(&desk, round)?;
        let form = desk.form(round)?;
        let correction = match self.waiting(&desk, &form, round, language)? {
            Some(correction) => correction,
            None => self.typed(&desk, &form, &standing, at, language)?,
        };
        if !self.json {
            show(&form, &standing, &correction, language);
        }
        let complete = self.sign(&desk, round, &correction)?;
        let by = if complete { Vec::new() } else { desk.signed_by(Paper::Correction, round)? };
        self.tell(&desk, &correction, complete, &by, language)
    }

    /// The correction that is signed now without anything being typed: one that waits, if these are
    /// its words. Looked at before anything is kept, so that a refusal leaves it as it was.
    fn waiting(&self, desk: &Desk, form: &Form, round: u8, language: Language) -> Result<Option<Unsigned>, Failure> {
        let Some(pending) = Pending::of(desk, round)? else { return Ok(None) };
        let Some(reason) = &self.reason else { return Ok(Some(pending.text)) };
        if self.again || !pending.is_anothers(self.holder) {
            return Ok(None);
        }
        let typed = self.figures.as_ref().map(|path| read_figures(path, form, language)).transpose()?;
        pending.same(desk, form, reason, typed.map(|typed| form.read(&typed)).as_ref())?;
        Ok(Some(pending.text))
    }

    /// The correction of what is typed now; what is wrong is told, and the draft is kept.
    fn typed(
        &self,
        desk: &Desk,
        form: &Form,
        standing: &Standing,
        at: Option<Stamp>,
        language: Language,
    ) -> Result<Unsigned, Failure> {
        let mut typed = match &self.figures {
            Some(path) => read_figures(path, form, language)?,
            None => begun(desk, form, standing)?,
        };
        if let Some(reason) = &self.reason {
            typed.put_reason(reason).map_err(|why| untypable("--reason", why))?;
        }
        desk.keep(Paper::Correction, form, typed.clone())?;
        if self.figures.is_none()
            && converse(desk, Paper::Correction, form, &mut typed, None, language)? == Ending::Left
        {
            return Err(Failure::no("le brouillon est gardé", "the draft is kept"));
        }
        let reading = form.read(&typed);
        let asked = questions::about(desk.excerpt(), &reading, None);
        let Ok(entry) = reading.entry(&asked.questions) else {
            let lines = told(&reading.open(&asked.questions), &asked.hints, &form.lines(), language);
            return Err(Failure::No(lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")));
        };
        if entry.figures() == &standing.figures {
            return Err(Failure::no(
                "rien ne change : ces chiffres sont ceux qui tiennent",
                "nothing changes: these are the figures that stand",
            ));
        }
        desk.prepare_correction(&entry, standing, at)?.ok_or_else(|| {
            Failure::usage(
                "une rectification dit pourquoi : --reason, en une ligne",
                "a correction says why: --reason, on one line",
            )
        })
    }

    fn sign(&self, desk: &Desk, round: u8, correction: &Unsigned) -> Result<bool, Failure> {
        for holder in holders(desk, Paper::Correction, round, self.holder)? {
            if io::stdin().is_terminal() {
                eprintln!("{holder} :");
            }
            let secret = self.passphrase.obtain()?;
            if desk.sign_by_two(Paper::Correction, round, correction, holder, &secret)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn tell(
        &self,
        desk: &Desk,
        correction: &Unsigned,
        complete: bool,
        by: &[Id],
        language: Language,
    ) -> Result<(), Failure> {
        if self.json {
            println!("{}", json(correction, complete, by));
        } else if complete {
            println!(
                "{}",
                say(language, "signé par deux titulaires ; à envoyer :", "signed by two holders; to be sent:")
            );
            println!("→ {}", desk.sending()?);
        } else {
            let by = by.iter().map(Id::to_string).collect::<Vec<_>>().join(", ");
            let french = format!("signé par {by} ; il en faut un second");
            println!("{}", say(language, french, format!("signed by {by}; a second is needed")));
            let reason = said_of(correction).map_or("", |said| said.reason.as_str());
            println!("{} {}", say(language, "raison :", "reason:"), visible(reason));
            println!("→ vigie station correct {}", desk.place().display());
        }
        Ok(())
    }
}

/// What a correction would replace: the last edition that was signed here. A report that the hub
/// refused is in no log, and a correction of it would be refused too.
pub(super) fn standing(desk: &Desk, round: u8) -> Result<Standing, Failure> {
    let last = desk.last_edition(round)?.ok_or_else(|| {
        Failure::no(
            format!(
                "le relevé du tour {round} n'est pas encore signé par deux titulaires : il se corrige sur le formulaire"
            ),
            format!("the report of round {round} is not signed by two holders yet: correct it on the form"),
        )
    })?;
    if let Fate::Refused(words) = &last.fate {
        return Err(Failure::no(
            format!("le relevé a été refusé ({}) : appelez la préfecture", words.french),
            format!("the report was refused ({}): call the prefecture", words.english),
        ));
    }
    let (_, standing) = edition(&last).unwrap_or_else(|| unreachable!("only editions are looked for"));
    Ok(standing)
}

/// What was typed before, else the figures that stand: only what is wrong is typed again.
pub(super) fn begun(desk: &Desk, form: &Form, standing: &Standing) -> Result<Typed, Failure> {
    let mut typed = desk.draft(Paper::Correction, form)?;
    if typed.answered().len() == 0 {
        for field in form.fields() {
            let figure = standing.figures.at(field).map_or(0, election::Votes::value);
            typed.put(field, &figure.to_string()).map_err(|why| untypable("", why))?;
        }
    }
    Ok(typed)
}

/// What is signed, as it will stand in the log: every figure, and the old one where it differs.
fn show(form: &Form, standing: &Standing, correction: &Unsigned, language: Language) {
    let Some(said) = said_of(correction) else { return };
    println!(
        "{} {} · {} {} · {} {}",
        say(language, "bureau", "station"),
        said.station,
        say(language, "tour", "round"),
        said.round,
        say(language, "édition", "edition"),
        said.edition
    );
    for line in form.lines() {
        let figure =
            |votes: Option<election::Votes>| votes.map_or_else(String::new, |votes| number(language, votes.wide()));
        let (new, old) = (figure(said.figures.at(line.field)), figure(standing.figures.at(line.field)));
        let before =
            if new == old { String::new() } else { format!("  ({} {old})", say(language, "au lieu de", "was")) };
        println!("{:>3}  {:<44} {new:>11}{before}", line.letter, visible(line.label(language)));
    }
    println!("     {} {}", say(language, "raison :", "reason:"), visible(&said.reason));
    println!("SHA-256 {}", correction.id());
    println!("{} {}", say(language, "mots de contrôle :", "check words:"), correction.check_words());
}

fn said_of(correction: &Unsigned) -> Option<&Correction> {
    if let Body::Correction(said) = &correction.message().body { Some(said) } else { None }
}

fn json(correction: &Unsigned, complete: bool, by: &[Id]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("complete").boolean(complete);
        json.name("id").display(correction.id());
        json.name("words").text(&correction.check_words());
        if let Body::Correction(said) = &correction.message().body {
            json.name("edition").number(said.edition.into());
            json.name("replaces").display(said.replaces);
            json.name("changed").array(|json| said.changed.iter().for_each(|field| json.display(field)));
        }
        if !complete {
            json.name("signed_by").array(|json| by.iter().for_each(|holder| json.display(holder)));
        }
    });
    out
}
