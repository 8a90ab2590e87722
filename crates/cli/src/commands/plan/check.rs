//! `vigie plan check`: everything again, from problem and plan alone.

use std::path::PathBuf;

use election::publish::json::Json;
use election::refusal::Language;
use plan::check::check;
use verifier::wording::say;

use super::folder::open;
use super::sign::is_signed;
use crate::failure::Failure;

/// Check a plan: every rule, its values, its bounds; exits with 1 if any is not kept.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Verifier key of who must have signed it, as `vigie plan sign` prints it
    #[arg(long, value_name = "KEY")]
    signer: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Violations that are printed; the rest is counted.
const SHOWN: usize = 100;

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let signed = self.signer.as_deref().map(|key| is_signed(&self.plan, &opened, key)).transpose()?;
        let verdict = check(&opened.problem, &opened.plan, &opened.certificates);
        let count = verdict.violations.len();
        let lines =
            verdict.violations.iter().take(SHOWN).map(|found| found.text(&opened.problem, &opened.plan, language));
        if self.json {
            let mut out = String::new();
            Json::new(&mut out).object(|json| {
                json.name("violations").number(count as u64);
                if let Some(signed) = signed {
                    json.name("signed").boolean(signed);
                }
                json.name("shown").array(|json| lines.for_each(|line| json.text(&line)));
            });
            println!("{out}");
        } else {
            lines.for_each(|line| println!("{line}"));
            if signed == Some(false) {
                println!("{}", say(language, "PAS SIGNÉ par cette clé", "NOT SIGNED by this key"));
            }
            match count {
                0 => println!(
                    "{}",
                    say(language, "PLAN VÉRIFIÉ : aucune règle enfreinte", "PLAN CHECKED: every rule is kept")
                ),
                _ => println!(
                    "{}",
                    say(language, &format!("REFUSÉ : {count} infractions"), &format!("REFUSED: {count} violations"))
                ),
            }
        }
        if count == 0 && signed != Some(false) { Ok(()) } else { Err(Failure::No(String::new())) }
    }
}
