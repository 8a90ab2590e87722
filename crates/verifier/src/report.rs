//! The verdict, in words for people and as JSON for machines.

use election::{
    Board,
    definition::Mode,
    publish::json::Json,
    refusal::Language,
    total::Tally,
    words::{CHECK_WORDS, words as in_words},
};
use verify::{Audit, ReceiptVerdict, receipt::BadReceipt};

use crate::wording::{counted, number, say, share, visible};

/// The verdict for people.
pub fn words(audit: &Audit, language: Language) -> String {
    let mut out = String::new();
    if let Some(definition) = &audit.definition {
        let parts = definition.parts();
        let mode = match parts.mode {
            Mode::Live => say(language, "scrutin réel", "live"),
            Mode::Test => say(language, "EXERCICE", "EXERCISE"),
        };
        line(&mut out, format_args!("{} ({mode})", parts.title));
        line(&mut out, format_args!("{:<13}{}", say(language, "définition", "definition"), definition.hash()));
        line(&mut out, format_args!("{:<13}{}", "", in_words(definition.hash(), CHECK_WORDS)));
    }
    log(audit, language, &mut out);
    if let (Some(board), Some(_)) = (&audit.board, &audit.manifest) {
        for round in 0..board.definition().rounds().len() {
            totals(board, round, language, &mut out);
        }
    }
    findings(audit, language, &mut out);
    out
}

/// One line. What comes from the directory, such as the names of its files, must not be able to
/// write a line of its own.
fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.push_str(&visible(&arguments.to_string()));
    out.push('\n');
}

fn log(audit: &Audit, language: Language, out: &mut String) {
    let label = say(language, "journal", "log");
    if let Some(checkpoint) = &audit.checkpoint {
        let entries = counted(language, checkpoint.size, ["entrée", "entrées"], ["entry", "entries"]);
        let root = say(language, "racine", "root");
        line(out, format_args!("{label:<13}{}, {entries}, {root} {}", checkpoint.origin, checkpoint.root));
    }
    public(audit, language, out);
    if let Some(policy) = &audit.policy {
        let cosigned = policy.witnesses.iter().filter(|witness| witness.cosigned.is_ok());
        let names: Vec<String> = cosigned.map(|witness| visible(&witness.name)).collect();
        let (cosigned, of, names) = (names.len(), policy.witnesses.len(), names.join(", "));
        let who = if names.is_empty() { String::new() } else { format!(" ({names})") };
        line(out, format_args!("{:<13}{cosigned} / {of}{who}", say(language, "témoins", "witnesses")));
    }
    let messages: u64 = audit.kinds.values().sum();
    let checked = say(language, "vérifié", "checked");
    let messages = counted(language, messages, ["message", "messages"], ["message", "messages"]);
    let signatures = counted(language, audit.signatures, ["signature", "signatures"], ["signature", "signatures"]);
    let files =
        counted(language, audit.files, ["fichier publié", "fichiers publiés"], ["published file", "published files"]);
    line(out, format_args!("{checked:<13}{messages}, {signatures}, {files}"));
    presented(audit, language, out);
}

/// Pages and exports that nobody can make again from the log: what they say is not vouched for.
fn presented(audit: &Audit, language: Language, out: &mut String) {
    if audit.presented == 0 {
        return;
    }
    let label = say(language, "présenté", "presented");
    let files = counted(language, audit.presented, ["fichier", "fichiers"], ["file", "files"]);
    let rest = say(
        language,
        "de présentation : empreintes comparées, contenu non recalculé",
        "of presentation: hashes compared, contents not recomputed",
    );
    line(out, format_args!("{label:<13}{files} {rest}"));
}

/// How much of the log is public: whoever withholds a correction withholds entries.
fn public(audit: &Audit, language: Language, out: &mut String) {
    let (Some(definition), Some(checkpoint)) = (&audit.definition, &audit.checkpoint) else {
        return;
    };
    let label = say(language, "public", "public");
    let Some(manifest) = &audit.manifest else {
        if let Some(hour) = audit.overdue {
            let text = say(
                language,
                "rien, alors que l'heure légale est passée :",
                "nothing, although its legal hour has passed:",
            );
            return line(out, format_args!("{label:<13}{text} {hour}"));
        }
        let due = say(language, "rien avant le", "nothing before");
        let hours = definition.rounds().iter().map(|round| round.publishes.to_string());
        let hours = hours.collect::<Vec<_>>().join(", ");
        return line(out, format_args!("{label:<13}{due} {hours}"));
    };
    let withheld = checkpoint.size.saturating_sub(manifest.size);
    if withheld > 0 {
        let public = ["entrée publiée", "entrées publiées"];
        let public = counted(language, manifest.size, public, ["entry published", "entries published"]);
        let withheld = counted(language, withheld, ["retenue", "retenues"], ["withheld", "withheld"]);
        line(out, format_args!("{label:<13}{public}, {withheld}"));
    }
}

fn totals(board: &Board, round: usize, language: Language, out: &mut String) {
    let definition = board.definition();
    let Tally { sums, progress } = board.tally(round, definition.nation());
    let n = |figure: u64| number(language, figure);
    let label = format!("{} {}", say(language, "tour", "round"), definition.rounds()[round].number);
    let stations = ["bureau compté", "bureaux comptés"];
    let stations = counted(language, progress.counted().into(), stations, ["station counted", "stations counted"]);
    let (of, all) = (say(language, "sur", "of"), n(progress.stations.into()));
    line(out, format_args!("{label:<13}{stations} {of} {all}"));
    for (count, french, english) in [
        (progress.missing(), ["manquant", "manquants"], "missing"),
        (progress.conflict, ["en conflit", "en conflit"], "in conflict"),
        (progress.annulled, ["annulé", "annulés"], "annulled"),
    ] {
        if count > 0 {
            line(out, format_args!("{:<13}{}", "", counted(language, count.into(), french, [english, english])));
        }
    }
    if progress.counted() == 0 {
        return;
    }
    let names = say(
        language,
        ["inscrits", "votants", "blancs", "nuls", "exprimés"],
        ["registered", "cast", "blank", "void", "valid"],
    );
    let figures = [sums.registered, sums.cast, sums.blank, sums.void, sums.valid];
    for (name, figure) in names.iter().zip(figures) {
        line(out, format_args!("  {name:<28}{:>14}", n(figure)));
    }
    for (candidate, votes) in definition.rounds()[round].candidates.iter().zip(&sums.candidates) {
        let name = format!("{:>2} {}", candidate.number, candidate.family);
        line(out, format_args!("  {name:<28}{:>14}  {:>8}", n(*votes), share(language, *votes, sums.valid)));
    }
}

fn findings(audit: &Audit, language: Language, out: &mut String) {
    for finding in audit.findings.kept() {
        line(out, format_args!("{finding}"));
        line(out, format_args!("     {}", finding.code.text(language)));
        line(out, format_args!("     → {}", finding.code.remedy(language)));
    }
    for (code, count) in audit.findings.counts().filter(|(_, count)| *count > verify::finding::MAX_KEPT) {
        let more = ["autre de même nature", "autres de même nature"];
        let more = counted(language, count - verify::finding::MAX_KEPT, more, ["more of the same"; 2]);
        line(out, format_args!("{} … {more}", code.code()));
    }
    let unread = audit.findings.counts().all(|(code, _)| code == verify::Code::File || !code.is_fault());
    let verdict = if !audit.findings.is_clean() && unread {
        say(
            language,
            "NON VÉRIFIÉ : des fichiers manquent ou sont illisibles.",
            "NOT VERIFIED: files are missing or unreadable.",
        )
    } else if !audit.findings.is_clean() {
        say(
            language,
            "REFUSÉ : les fichiers publiés ne sont pas ce que le journal signé dit.",
            "REFUSED: the published files are not what the signed log says.",
        )
    } else if audit.manifest.is_none() {
        say(
            language,
            "VÉRIFIÉ : le journal est intact ; rien n'est encore publié.",
            "VERIFIED: the log is whole; nothing is published yet.",
        )
    } else {
        say(
            language,
            "VÉRIFIÉ : chaque signature, chaque règle, chaque total et chaque fichier publié.",
            "VERIFIED: every signature, every rule, every total and every published file.",
        )
    };
    line(out, format_args!("{verdict}"));
    if audit.findings.is_clean() {
        strangers(audit, language, out);
    }
}

/// A false page beside true ones is what a reader would open: the last word names it.
fn strangers(audit: &Audit, language: Language, out: &mut String) {
    let count = audit.findings.counts().find(|(code, _)| *code == verify::Code::Unlisted).map_or(0, |(_, count)| count);
    if count > 0 {
        let french = ["fichier n'en est pas : n'en croyez rien", "fichiers n'en sont pas : n'en croyez rien"];
        let english =
            ["file is not one of them: believe nothing in it", "files are not of them: believe nothing in them"];
        line(out, format_args!("{} {}.", say(language, "MAIS", "BUT"), counted(language, count, french, english)));
    }
}

/// The verdict for machines: one JSON object and a newline.
pub fn json(audit: &Audit) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("verified").boolean(audit.findings.is_clean());
        json.name("published").boolean(audit.manifest.is_some());
        if let Some(definition) = &audit.definition {
            json.name("title").text(&definition.parts().title);
            json.name("mode").display(definition.parts().mode);
            json.name("definition").display(definition.hash());
        }
        if let Some(checkpoint) = &audit.checkpoint {
            json.name("origin").text(&checkpoint.origin);
            json.name("log_size").number(checkpoint.size);
            json.name("log_root").display(checkpoint.root);
        }
        if let Some(manifest) = &audit.manifest {
            json.name("published_size").number(manifest.size);
            json.name("published_at").display(manifest.at);
        }
        if let Some(hour) = audit.overdue {
            json.name("overdue").display(hour);
        }
        json.name("signatures").number(audit.signatures);
        json.name("files").number(audit.files);
        json.name("presented").number(audit.presented);
        json.name("messages").object(|json| {
            for (kind, count) in &audit.kinds {
                json.name(kind).number(*count);
            }
        });
        if let Some(board) = audit.board.as_ref().filter(|_| audit.manifest.is_some()) {
            json.name("rounds").array(|json| rounds(board, json));
        }
        json.name("findings").array(|json| findings_json(audit, json));
        json.name("counts").object(|json| {
            for (code, count) in audit.findings.counts() {
                json.name(code.code()).number(count);
            }
        });
    });
    out.push('\n');
    out
}

fn findings_json(audit: &Audit, json: &mut Json<'_>) {
    for finding in audit.findings.kept() {
        json.object(|json| {
            json.name("code").text(finding.code.code());
            json.name("place").text(&finding.place);
            match finding.station {
                Some(station) => json.name("station").display(station),
                None => json.name("station").null(),
            }
            json.name("detail").text(&finding.detail);
            json.name("text").text(finding.code.text(Language::English));
            json.name("remedy").text(finding.code.remedy(Language::English));
        });
    }
}

fn rounds(board: &Board, json: &mut Json<'_>) {
    let definition = board.definition();
    for (ix, round) in definition.rounds().iter().enumerate() {
        let Tally { sums, progress } = board.tally(ix, definition.nation());
        json.object(|json| {
            json.name("round").number(round.number.into());
            json.name("stations").number(progress.stations.into());
            json.name("counted").number(progress.counted().into());
            json.name("missing").number(progress.missing().into());
            json.name("conflict").number(progress.conflict.into());
            json.name("annulled").number(progress.annulled.into());
            // Where nothing is counted nothing is known, and nothing is not zero.
            let known = progress.counted() > 0;
            let figure = |json: &mut Json<'_>, figure: u64| if known { json.number(figure) } else { json.null() };
            let names = ["registered", "signed_in", "cast", "blank", "void", "valid"];
            for (name, sum) in names.iter().zip(sums.row()) {
                figure(json.name(name), sum);
            }
            json.name("candidates").array(|json| {
                for (candidate, votes) in round.candidates.iter().zip(&sums.candidates) {
                    json.object(|json| {
                        json.name("number").number(candidate.number.into());
                        json.name("name").text(&candidate.family);
                        figure(json.name("votes"), *votes);
                    });
                }
            });
        });
    }
}

/// The verdict on a receipt for people.
pub fn receipt_words(verdict: &Result<ReceiptVerdict, BadReceipt>, language: Language) -> String {
    let mut out = String::new();
    match verdict {
        Err(error) => {
            line(&mut out, format_args!("{}", refused(error, language)));
            line(
                &mut out,
                format_args!(
                    "{}",
                    say(language, "REFUSÉ : ce reçu ne prouve rien.", "REFUSED: this receipt proves nothing.")
                ),
            );
        }
        Ok(receipt) => {
            receipt.message.to_string().lines().for_each(|text| line(&mut out, format_args!("{text}")));
            out.push('\n');
            let label = say(language, "mots de contrôle", "check words");
            line(&mut out, format_args!("{label}: {}", in_words(receipt.id, CHECK_WORDS)));
            let (origin, size) = (&receipt.checkpoint.origin, number(language, receipt.checkpoint.size));
            let text = say(language, "entrée", "entry");
            line(&mut out, format_args!("{text} {} / {size}, {origin}", number(language, receipt.index)));
            let verdict = match (receipt.signed, language) {
                (true, Language::French) => "VÉRIFIÉ : ce message, signé par ses titulaires, est dans le journal.",
                (true, Language::English) => "VERIFIED: this message, signed by its holders, is in the log.",
                (false, Language::French) => {
                    "VÉRIFIÉ : ce message est dans le journal ; ses signatures n'ont pas été vérifiées (--definition)."
                }
                (false, Language::English) => {
                    "VERIFIED: this message is in the log; its signatures were not checked (--definition)."
                }
            };
            line(&mut out, format_args!("{verdict}"));
        }
    }
    out
}

/// Why a receipt proves nothing. What is wrong with its form is told in the words of the format.
fn refused(error: &BadReceipt, language: Language) -> String {
    let french = match error {
        BadReceipt::Form(form) => format!("ce n'est pas un reçu : {form}"),
        BadReceipt::NoMessage => "le reçu ne contient pas le message dont il parle".to_owned(),
        BadReceipt::Message(refusal) => format!("le message n'est pas bon : {}", refusal.text(language)),
        BadReceipt::NotProven(why) => format!("le journal ne le prouve pas : {why}"),
    };
    say(language, french, error.to_string())
}

/// The verdict on a receipt for machines.
pub fn receipt_json(verdict: &Result<ReceiptVerdict, BadReceipt>) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("verified").boolean(verdict.is_ok());
        match verdict {
            Err(error) => json.name("cause").display(error),
            Ok(receipt) => {
                json.name("id").display(receipt.id);
                json.name("log_index").number(receipt.index);
                json.name("log_size").number(receipt.checkpoint.size);
                json.name("origin").text(&receipt.checkpoint.origin);
                json.name("signatures_checked").boolean(receipt.signed);
                json.name("message").display(&receipt.message);
            }
        }
    });
    out.push('\n');
    out
}
