//! The form asked for line by line on a terminal: Enter goes on, `<` goes back, and what is wrong
//! is said at once.

use std::io::{BufRead, Read as _, Write};
use std::path::Path;

use checks::hints::Hint;
use election::{
    message::Field,
    refusal::{Broken, Language},
};
use station::{
    form::{Cell, Form, Line, Open, Reading, Typed, letters},
    questions::Asked,
};
use verifier::wording::{number, say, visible};

use crate::failure::Failure;

/// Most bytes of one line typed; what is longer is refused by the form in pieces.
const MAX_LINE_BYTES: u64 = 4_096;

/// How a conversation ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything is there and was confirmed.
    Confirmed,
    /// The input ended: what was typed is kept, the form is not complete.
    Left,
}

/// Warnings on complete figures, and hints about sums that do not hold.
pub type Ask<'a> = dyn Fn(&Reading) -> Asked + 'a;

/// A conversation about one form.
pub struct Asking<'a, I, O, K> {
    pub form: &'a Form,
    pub typed: Typed,
    pub asked: &'a Ask<'a>,
    pub language: Language,
    pub input: I,
    pub output: O,
    /// Told after every answer, so that nothing typed is lost.
    pub keep: K,
}

/// Where the conversation goes next.
enum Next {
    /// To a line, by its position.
    Line(usize),
    /// To the reason.
    Reason,
    /// To the last question.
    Confirm,
}

/// An answer to a prompt.
enum Said {
    Text(String),
    Back,
    Nothing,
    End,
}

impl<I: BufRead, O: Write, K: FnMut(&Typed) -> Result<(), Failure>> Asking<'_, I, O, K> {
    /// Asks until everything is there and confirmed, or the input ends.
    pub fn run(&mut self) -> Result<Ending, Failure> {
        let lines = self.form.lines();
        let help = say(
            self.language,
            "Entrée : ligne suivante · < : ligne précédente · vide n'est pas zéro : tapez 0",
            "Enter: next line · <: previous line · empty is not zero: type 0",
        );
        self.put(help)?;
        let first = self.reading().first_empty();
        let mut next = Next::Line(first.map_or(0, |field| position(&lines, field)));
        loop {
            let went = match next {
                Next::Line(at) if at < lines.len() => self.line(&lines, at)?,
                Next::Line(_) => Some(self.settle(&lines)?),
                Next::Reason => self.reason(&lines)?,
                Next::Confirm => match self.confirm(&lines)? {
                    Some(true) => return Ok(Ending::Confirmed),
                    Some(false) => Some(Next::Line(0)),
                    None => None,
                },
            };
            match went {
                Some(to) => next = to,
                None => return Ok(Ending::Left),
            }
        }
    }

    fn reading(&self) -> Reading {
        self.form.read(&self.typed)
    }

    fn put(&mut self, line: &str) -> Result<(), Failure> {
        writeln!(self.output, "{line}").map_err(Failure::at(Path::new("-")))
    }

    fn prompt(&mut self, prompt: &str) -> Result<Said, Failure> {
        let failed = |error| Failure::at(Path::new("-"))(error);
        write!(self.output, "{prompt}").and_then(|()| self.output.flush()).map_err(failed)?;
        let mut line = String::new();
        if self.input.by_ref().take(MAX_LINE_BYTES).read_line(&mut line).map_err(failed)? == 0 {
            self.put("")?;
            return Ok(Said::End);
        }
        Ok(match line.trim() {
            "" => Said::Nothing,
            "<" => Said::Back,
            text => Said::Text(text.to_owned()),
        })
    }

    fn line(&mut self, lines: &[Line], at: usize) -> Result<Option<Next>, Failure> {
        let line = &lines[at];
        let held = match self.typed.at(line.field) {
            "" => String::new(),
            text => format!(" [{}]", visible(text)),
        };
        let prompt = format!("{:>3}  {}{held} : ", line.letter, visible(line.label(self.language)));
        match self.prompt(&prompt)? {
            Said::End => Ok(None),
            Said::Back => Ok(Some(Next::Line(at.saturating_sub(1)))),
            Said::Nothing => Ok(Some(Next::Line(at + 1))),
            Said::Text(text) => self.answered(line, at, &text),
        }
    }

    fn answered(&mut self, line: &Line, at: usize, text: &str) -> Result<Option<Next>, Failure> {
        if let Err(why) = self.typed.put(line.field, text) {
            self.put(&format!("     ! {}", why.text(self.language)))?;
            return Ok(Some(Next::Line(at)));
        }
        (self.keep)(&self.typed)?;
        let reading = self.reading();
        if let Cell::Refused(why) = reading.cell(line.field) {
            self.put(&format!("     ! {}", why.text(self.language)))?;
            return Ok(Some(Next::Line(at)));
        }
        for problem in reading.problems().iter().filter(|problem| problem.fields.contains(&line.field)) {
            self.put(&format!("     ! {}", problem.rule.text(self.language)))?;
        }
        if matches!(line.field, Field::Candidate(_)) {
            self.put(&format!("     {}", total(&reading, self.language)))?;
        }
        Ok(Some(Next::Line(at + 1)))
    }

    /// After the last line: to what is wrong first, else to the reason, else to the end.
    fn settle(&mut self, lines: &[Line]) -> Result<Next, Failure> {
        let open = self.open();
        let wrong = open.iter().find(|open| !wants_reason(open));
        let Some(first) = wrong.or(open.first()) else { return Ok(Next::Confirm) };
        self.put("")?;
        let hints = (self.asked)(&self.reading()).hints;
        for line in told(&open, &hints, lines, self.language) {
            self.put(&format!("     ! {line}"))?;
        }
        if wrong.is_none() {
            return Ok(Next::Reason);
        }
        Ok(Next::Line(first.fields().first().map_or(0, |field| position(lines, *field))))
    }

    fn open(&self) -> Vec<Open> {
        let reading = self.reading();
        reading.open(&(self.asked)(&reading).questions)
    }

    fn reason(&mut self, lines: &[Line]) -> Result<Option<Next>, Failure> {
        let prompt = say(
            self.language,
            "Raison, en une ligne (Entrée sans rien : corriger les champs) : ",
            "Reason, on one line (Enter alone: correct the fields): ",
        );
        let first = self.open().first().and_then(|open| open.fields().first().copied());
        let back = Next::Line(first.map_or(0, |field| position(lines, field)));
        match self.prompt(prompt)? {
            Said::End => Ok(None),
            Said::Back | Said::Nothing => Ok(Some(back)),
            Said::Text(text) => {
                match self.typed.put_reason(&text) {
                    Ok(()) => (self.keep)(&self.typed)?,
                    Err(why) => self.put(&format!("     ! {}", why.text(self.language)))?,
                }
                Ok(Some(Next::Line(lines.len())))
            }
        }
    }

    fn confirm(&mut self, lines: &[Line]) -> Result<Option<bool>, Failure> {
        self.put("")?;
        let reading = self.reading();
        for line in lines {
            let figure = reading.cell(line.field).figure().map_or(0, election::Votes::wide);
            let (label, figure) = (visible(line.label(self.language)), number(self.language, figure));
            self.put(&format!("{:>3}  {label:<44} {figure:>11}", line.letter))?;
        }
        if let Some(reason) = reading.reason() {
            self.put(&format!("     {} {}", say(self.language, "raison :", "reason:"), visible(reason)))?;
        }
        let prompt = say(self.language, "Conforme au procès-verbal ? (o/n) ", "As on the paper record? (y/n) ");
        loop {
            match self.prompt(prompt)? {
                Said::End => return Ok(None),
                Said::Text(text) if is_yes(&text) => return Ok(Some(true)),
                Said::Text(text) if text.eq_ignore_ascii_case("n") => return Ok(Some(false)),
                Said::Text(_) | Said::Nothing | Said::Back => {}
            }
        }
    }
}

fn is_yes(text: &str) -> bool {
    ["o", "oui", "y", "yes"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}

/// Whether a reason can settle it; a wrong sum is corrected, never explained.
fn wants_reason(open: &Open) -> bool {
    match open {
        Open::Reason(_) | Open::BadReason => true,
        Open::Broken(problem) => matches!(problem.rule, Broken::SignedInDiffers | Broken::RegisteredDiffers),
        Open::Empty(_) | Open::Mistyped(..) => false,
    }
}

fn position(lines: &[Line], field: Field) -> usize {
    lines.iter().position(|line| line.field == field).unwrap_or(0)
}

/// The running total, and how far it is from the valid votes.
fn total(reading: &Reading, language: Language) -> String {
    let sum = reading.sum();
    let votes = number(language, sum.votes);
    match sum.distance {
        None => format!("{} {votes}", say(language, "total", "total")),
        Some(distance) => {
            let of = say(language, "exprimés", "valid votes");
            format!("{} {votes} ({distance:+} / {of})", say(language, "total", "total"))
        }
    }
}

/// What is open, with the letters of the fields to look at: empty fields together, then the
/// rest, then where to look first when a sum does not hold.
pub fn told(open: &[Open], hints: &[Hint], lines: &[Line], language: Language) -> Vec<String> {
    let is_empty = |open: &&Open| matches!(open, Open::Empty(_));
    let empty: Vec<Field> = open.iter().filter(is_empty).flat_map(|open| open.fields().iter().copied()).collect();
    let first = open.iter().find(is_empty).map(|open| with_letters(&empty, lines, &open.text(language)));
    let rest = open.iter().filter(|open| !is_empty(open));
    let rest = rest.map(|open| with_letters(open.fields(), lines, &open.text(language)));
    let hints = hints.iter().map(|hint| with_letters(&hint.fields, lines, hint.slip.says(language)));
    rest.chain(first).chain(hints).collect()
}

fn with_letters(fields: &[Field], lines: &[Line], text: &str) -> String {
    match letters(fields, lines).as_str() {
        "" => text.to_owned(),
        letters => format!("[{letters}] {text}"),
    }
}
