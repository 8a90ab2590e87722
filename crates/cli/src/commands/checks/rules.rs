//! `vigie checks rules`: the codes, and what they say.

use checks::hints::Slip;
use checks::rules::{RULES, Rule};
use election::publish::json::Json;
use election::refusal::Language;
use verifier::wording::say;

/// List the rules: code, threshold and its unit, what is unlikely, what to do next
#[derive(clap::Args)]
pub struct Arguments {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

impl Arguments {
    pub fn run(&self, language: Language) {
        if self.json {
            println!("{}", json());
            return;
        }
        for rule in &RULES {
            println!("{}", words(rule, language));
        }
        for slip in Slip::ALL {
            println!("{} {}", slip.code(), slip.says(language));
        }
    }
}

fn words(rule: &Rule, language: Language) -> String {
    let [says, remedy] = rule.text(language);
    let from = say(language, "seuil", "threshold");
    format!("{} {says}. → {remedy}. ({from} {} {})", rule.code, rule.default, rule.unit(language))
}

fn json() -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("rules").array(|json| RULES.iter().for_each(|rule| rule_json(rule, json)));
        json.name("hints").array(|json| {
            for slip in Slip::ALL {
                json.object(|json| {
                    json.name("code").text(slip.code());
                    json.name("fr").text(slip.says(Language::French));
                    json.name("en").text(slip.says(Language::English));
                });
            }
        });
    });
    out
}

fn rule_json(rule: &Rule, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("code").text(rule.code);
        json.name("level").text("warning");
        json.name("threshold").number(rule.default.into());
        for (language, suffix) in [(Language::French, "fr"), (Language::English, "en")] {
            let [says, remedy] = rule.text(language);
            json.name(&format!("unit_{suffix}")).text(rule.unit(language));
            json.name(&format!("says_{suffix}")).text(says);
            json.name(&format!("remedy_{suffix}")).text(remedy);
        }
    });
}
