//! `vigie station enter` and `import`: the count, typed once, from the paper record.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use checks::hints::Hint;
use election::{message::MAX_MESSAGE_BYTES, publish::json::Json, refusal::Language};
use station::{
    figures::{self, MAX_FIGURES_BYTES},
    form::{Form, Open, Paper, Reading, Typed, Unsigned},
    questions::{self, Asked, Earlier},
};
use verifier::wording::{say, visible};

use super::{
    ask::{Asking, Ending, told},
    desk::{Desk, moment},
};
use crate::{failure::Failure, folder::read_limited};

/// Type the count from the paper record; every answer is kept at once.
///
/// Asks for the fields one after the other, in the order of the record. Figures are typed as
/// `1204`, `1 204` or `1.204`; an empty field is empty, not zero. What is wrong is said at once.
/// With --figures the answers are read from a file instead: one `name;figure` a line, by name
/// (`cast`), letter (`C`) or panel number (`3`).
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Read the figures from this file, or from standard input with -
    #[arg(long, value_name = "FILE")]
    figures: Option<PathBuf>,
    #[command(flatten)]
    rest: Rest,
}

/// Read the count from a file of figures, as `enter --figures` does.
#[derive(clap::Args)]
pub struct Import {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The file of figures (CSV or text), or - for standard input
    #[arg(value_name = "FILE")]
    figures: PathBuf,
    #[command(flatten)]
    rest: Rest,
}

#[derive(clap::Args)]
struct Rest {
    /// Which round; else the last whose doors have opened
    #[arg(long, value_name = "N")]
    round: Option<u8>,
    /// Why something unusual is right, in one line
    #[arg(long)]
    reason: Option<String>,
    /// When the count ended; else now
    #[arg(long, value_name = "MOMENT")]
    counted_at: Option<String>,
    /// Results of an earlier election with this station: what is unusual is asked here
    #[arg(long, value_name = "RESULTS")]
    earlier: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        self.rest.run(&self.directory, self.figures.as_deref(), language)
    }
}

impl Import {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        self.rest.run(&self.directory, Some(&self.figures), language)
    }
}

/// What came of an entry.
struct Outcome {
    round: u8,
    reading: Reading,
    open: Vec<Open>,
    hints: Vec<Hint>,
    ready: Option<Unsigned>,
}

impl Rest {
    fn run(&self, directory: &Path, figures: Option<&Path>, language: Language) -> Result<(), Failure> {
        let counted_at = self.counted_at.as_deref().map(|text| moment("--counted-at", text)).transpose()?;
        let desk = Desk::open(directory)?;
        let round = desk.round(self.round)?;
        not_signed(&desk, round)?;
        let form = desk.form(round)?;
        let earlier = self.earlier.as_deref().map(|path| earlier(&desk, round, path)).transpose()?;
        let mut typed = match figures {
            Some(path) => read_figures(path, &form, language)?,
            None => desk.draft(Paper::Report, &form)?,
        };
        if let Some(reason) = &self.reason {
            typed.put_reason(reason).map_err(|why| untypable("--reason", why))?;
        }
        desk.keep(Paper::Report, &form, typed.clone())?;
        let ending = match figures {
            Some(_) => Ending::Confirmed,
            None => converse(&desk, Paper::Report, &form, &mut typed, earlier.as_ref(), language)?,
        };
        let reading = form.read(&typed);
        let Asked { questions, hints } = questions::about(desk.excerpt(), &reading, earlier.as_ref());
        let mut outcome = Outcome { round, open: reading.open(&questions), hints, reading, ready: None };
        if ending == Ending::Confirmed
            && let Ok(entry) = outcome.reading.entry(&questions)
        {
            outcome.ready = Some(desk.prepare(&entry, counted_at)?);
        }
        self.tell(&desk, &outcome, language)
    }

    fn tell(&self, desk: &Desk, outcome: &Outcome, language: Language) -> Result<(), Failure> {
        if self.json {
            println!("{}", outcome.json());
        } else if let Some(report) = &outcome.ready {
            let place = desk.place().display();
            println!("{}", say(language, "prêt à signer", "ready to sign"));
            for line in desk.of_the_hour(outcome.round, report.message().body.at())? {
                eprintln!("{}", line.text(language));
            }
            let ended = say(language, "fin du dépouillement :", "end of the count:");
            println!("{ended} {}", report.message().body.at());
            println!("{} {}", say(language, "mots de contrôle :", "check words:"), report.check_words());
            println!("SHA-256 {}", report.id());
            println!("→ vigie station sign {place}");
        } else {
            let lines = outcome.reading.form().lines();
            for line in told(&outcome.open, &outcome.hints, &lines, language) {
                eprintln!("{}", visible(&line));
            }
            eprintln!("{}", say(language, "le brouillon est gardé", "the draft is kept"));
        }
        if outcome.ready.is_some() { Ok(()) } else { Err(Failure::No(String::new())) }
    }
}

impl Outcome {
    fn json(&self) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("ready").boolean(self.ready.is_some());
            json.name("round").number(self.round.into());
            if let Some(report) = &self.ready {
                json.name("id").display(report.id());
                json.name("words").text(&report.check_words());
                json.name("counted_at").display(report.message().body.at());
            }
            json.name("candidates_sum").number(self.reading.sum().votes);
            json.name("open").array(|json| self.open.iter().for_each(|open| open_json(open, json)));
            json.name("hints").array(|json| {
                self.hints.iter().for_each(|hint| json.text(&hint.text(Language::English)));
            });
        });
        out
    }
}

fn open_json(open: &Open, json: &mut Json<'_>) {
    json.object(|json| {
        match open.code() {
            Some(code) => json.name("code").text(&code),
            None => json.name("code").null(),
        }
        json.name("fields").array(|json| open.fields().iter().for_each(|field| json.display(field)));
        json.name("text").text(&open.text(Language::English));
    });
}

/// An earlier election. One that does not know this station would ask nothing, and nobody would
/// notice.
fn earlier(desk: &Desk, round: u8, path: &Path) -> Result<Earlier, Failure> {
    let contest = crate::commands::checks::contest(path)?;
    let station = desk.station();
    if !contest.stations.iter().any(|before| before.address.station == station) {
        let path = path.display();
        return Err(Failure::no(
            format!("{path} : le bureau {station} n'y est pas ; prenez un fichier où il est, ou ôtez --earlier"),
            format!("{path}: station {station} is not in it; take a file that has it, or leave --earlier out"),
        ));
    }
    Earlier::of(desk.excerpt(), round, &contest)
        .ok_or_else(|| super::desk::of_gate(election::refusal::Gate::Station(station)))
}

/// What is signed is not typed over: it may be in the log already.
pub fn not_signed(desk: &Desk, round: u8) -> Result<(), Failure> {
    let Some(signed) = desk.report(round)? else { return Ok(()) };
    let words = election::words::words(signed.id, election::words::CHECK_WORDS);
    Err(Failure::no(
        format!(
            "le relevé du tour {round} est signé ({words}) ; une erreur se rectifie, elle ne s'efface pas : vigie station correct"
        ),
        format!(
            "the report of round {round} is signed ({words}); a mistake is corrected, not erased: vigie station correct"
        ),
    ))
}

/// Asks for the form line by line.
pub fn converse(
    desk: &Desk,
    paper: Paper,
    form: &Form,
    typed: &mut Typed,
    earlier: Option<&Earlier>,
    language: Language,
) -> Result<Ending, Failure> {
    let station = desk.station();
    let title = &desk.excerpt().definition().parts().title;
    println!(
        "{} · {} {station} · {} {}",
        visible(title),
        say(language, "bureau", "station"),
        say(language, "tour", "round"),
        form.round()
    );
    let mut asking = Asking {
        form,
        typed: typed.clone(),
        asked: &|reading| questions::about(desk.excerpt(), reading, earlier),
        language,
        input: io::stdin().lock(),
        output: io::stdout(),
        keep: |typed: &Typed| desk.keep(paper, form, typed.clone()),
    };
    let ending = asking.run()?;
    *typed = asking.typed;
    Ok(ending)
}

/// The figures of a file, or of the standard input.
pub fn read_figures(path: &Path, form: &Form, language: Language) -> Result<Typed, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().take(MAX_FIGURES_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Failure::at(path))?;
        bytes
    } else {
        read_limited(path, MAX_MESSAGE_BYTES as u64)?
    };
    figures::read(&bytes, form).map_err(|bad| {
        let path = path.display();
        let lines: Vec<String> = bad.iter().map(|bad| format!("{path}: {}", bad.text(language))).collect();
        Failure::No(lines.join("\n"))
    })
}

pub fn untypable(name: &str, why: station::form::Untypable) -> Failure {
    let said = |language| format!("{name}: {}", why.text(language));
    Failure::usage(said(Language::French), said(Language::English))
}
