//! The form: figures, rules, warnings, and two who type the same paper.

use election::{
    Message, Votes,
    definition::WarningCode,
    message::Field,
    refusal::{Broken, Language},
};
use proptest::prelude::*;
use station::form::{
    Cell, Comparison, Form, Mistyped, Open, Question, Reading, Standing, Typed, Untypable, letters, read_cell,
};
use tlog::hash::Hash;

use crate::country::{STATION, definition, evening, form, id, typed};

fn with(changes: &[(Field, &str)]) -> Reading {
    let form = form(3);
    let mut typed = typed(&form);
    for (field, text) in changes {
        typed.put(*field, text).expect("kept");
    }
    form.read(&typed)
}

fn broken(reading: &Reading) -> Vec<Broken> {
    reading.problems().iter().map(|problem| problem.rule).collect()
}

#[test]
fn the_fields_stand_in_the_order_of_the_paper_with_their_letters() {
    let lines = form(3).lines();
    let letters: Vec<&str> = lines.iter().map(|line| line.letter.as_str()).collect();
    assert_eq!(letters, ["A", "B", "C", "D", "E", "F", "1", "2", "3"]);
    let names: Vec<String> = lines.iter().map(|line| line.field.to_string()).collect();
    assert_eq!(&names[..6], ["registered", "signed-in", "cast", "blank", "void", "valid"]);
    assert_eq!(lines[1].label(Language::French), "Émargements");
    assert_eq!(lines[7].label(Language::English), "Jean-Gérard DE LA HAUTE-FUTAIE");
    assert_eq!(form(5).lines()[10].label(Language::French), "LISTE DES COQUELICOTS", "no space before a lone name");
}

#[test]
fn a_field_is_found_by_its_name_and_by_its_letter() {
    let form = form(12);
    assert_eq!(form.field("signed-in"), Some(Field::SignedIn));
    assert_eq!(form.field("b"), Some(Field::SignedIn));
    assert_eq!(form.field("12"), Some(Field::Candidate(12)));
    assert_eq!(form.field("candidate-12"), Some(Field::Candidate(12)));
    for stranger in ["13", "candidate-13", "G", "", "012"] {
        assert_eq!(form.field(stranger), None, "{stranger}");
    }
}

#[test]
fn letters_are_told_as_people_read_them() {
    let lines = form(12).lines();
    let told = |names: &[&str]| {
        let fields: Vec<Field> = names.iter().filter_map(|name| form(12).field(name)).collect();
        letters(&fields, &lines)
    };
    assert_eq!(told(&["A", "C"]), "A C");
    assert_eq!(told(&["F", "1", "2", "3", "4"]), "F 1–4");
    assert_eq!(told(&["1", "2", "7", "8", "9", "12"]), "1 2 7–9 12");
    assert_eq!(told(&[]), "");
}

#[test]
fn a_form_is_of_a_station_that_opens() {
    let definition = definition(3);
    assert_eq!(Form::new(&definition, 2, id(STATION)).expect_err("no such round").code(), "E203");
    assert_eq!(Form::new(&definition, 1, id("23-096-0013")).expect_err("no such station").code(), "E204");
}

#[test]
fn a_good_entry_gives_the_text_that_a_report_parser_reads() {
    let form = form(3);
    let entry = form.read(&typed(&form)).entry(&[]).expect("nothing is open");
    let unsigned = entry.report(evening());
    assert_eq!(&Message::parse(unsigned.text()).expect("a message"), unsigned.message());
    assert_eq!(unsigned.id(), Hash::of(unsigned.text().as_bytes()));
    assert_eq!(unsigned.check_words().split(' ').count(), 5);
    assert!(unsigned.text().contains("\nregistered 1204\n"), "{}", unsigned.text());
}

#[test]
fn an_empty_field_is_open_and_no_zero() {
    let reading = with(&[(Field::Void, "")]);
    assert_eq!(reading.cell(Field::Void), Cell::Empty);
    assert_eq!(reading.figures(), None);
    assert_eq!(reading.first_empty(), Some(Field::Void));
    assert_eq!(reading.entry(&[]).expect_err("open"), [Open::Empty(Field::Void)]);
    // E101 looks at it, so E101 is not judged yet.
    assert_eq!(broken(&reading), []);
}

#[test]
fn what_is_no_figure_is_open_with_its_cause() {
    let reading = with(&[(Field::Blank, "1,4"), (Field::Candidate(2), "-1")]);
    let due = [Open::Mistyped(Field::Blank, Mistyped::Comma), Open::Mistyped(Field::Candidate(2), Mistyped::Sign)];
    assert_eq!(reading.entry(&[]).expect_err("open"), due);
}

/// A field, and what is typed there instead.
type Change = (Field, &'static str);

#[test]
fn each_rule_names_the_fields_to_read_again_and_never_the_figure_that_fits() {
    let candidate = Field::Candidate;
    let cases: [(&[Change], Broken, Vec<Field>); 6] = [
        (&[(Field::Blank, "15")], Broken::CastSum, vec![Field::Cast, Field::Blank, Field::Void, Field::Valid]),
        (&[(candidate(2), "7")], Broken::ValidSum, vec![Field::Valid, candidate(1), candidate(2), candidate(3)]),
        (&[(Field::Registered, "860")], Broken::CastOverRegistered, vec![Field::Registered, Field::Cast]),
        (&[(Field::SignedIn, "1205")], Broken::SignedInOverRegistered, vec![Field::Registered, Field::SignedIn]),
        (&[(Field::SignedIn, "862")], Broken::SignedInDiffers, vec![Field::SignedIn, Field::Cast]),
        (&[(Field::Registered, "1205")], Broken::RegisteredDiffers, vec![Field::Registered]),
    ];
    for (changes, rule, fields) in cases {
        let reading = with(changes);
        let problem = reading.problems().iter().find(|problem| problem.rule == rule);
        assert_eq!(problem.map(|problem| &problem.fields), Some(&fields), "{rule:?}");
        let open = reading.entry(&[]).expect_err("a rule is broken");
        for open in open {
            for language in [Language::French, Language::English] {
                let text = open.text(language);
                let code = open.code().expect("a rule has a code");
                assert!(text.starts_with(&code), "{text}");
                assert!(!text.replacen(&code, "", 1).contains(|c: char| c.is_ascii_digit()), "a figure in {text}");
            }
        }
    }
}

#[test]
fn a_rule_is_judged_as_soon_as_its_fields_are_there() {
    let form = form(3);
    let mut typed = Typed::default();
    typed.put(Field::Registered, "1204").expect("kept");
    assert_eq!(broken(&form.read(&typed)), []);
    typed.put(Field::Cast, "1205").expect("kept");
    assert_eq!(broken(&form.read(&typed)), [Broken::CastOverRegistered]);
}

#[test]
fn a_reason_lifts_what_a_reason_may_lift_and_no_sum() {
    let form = form(3);
    let mut typed = typed(&form);
    typed.put(Field::SignedIn, "862").expect("kept");
    typed.put_reason("un électeur a signé et gardé son bulletin").expect("kept");
    let entry = form.read(&typed).entry(&[]).expect("a reason was given");
    assert!(entry.report(evening()).text().contains("\nreason un électeur"), "the reason is in the report");
    typed.put(Field::Blank, "15").expect("kept");
    assert_eq!(broken(&form.read(&typed)), [Broken::CastSum]);
    typed.put_reason("-").expect("kept");
    let open = form.read(&typed).entry(&[]).expect_err("a dash is no reason");
    assert!(open.contains(&Open::BadReason), "{open:?}");
}

#[test]
fn a_warning_asks_for_a_reason_and_changes_no_figure() {
    let form = form(3);
    let mut typed = typed(&form);
    let question = Question {
        code: WarningCode::parse("W301").expect("a code"),
        fields: vec![Field::Blank],
        french: "beaucoup de blancs".to_owned(),
        english: "many blank papers".to_owned(),
    };
    let asked = std::slice::from_ref(&question);
    assert_eq!(form.read(&typed).entry(asked).expect_err("asked"), [Open::Reason(question.clone())]);
    let before = form.read(&typed).figures();
    typed.put_reason("recompté deux fois").expect("kept");
    let entry = form.read(&typed).entry(asked).expect("a reason was given");
    assert_eq!(Some(entry.figures()), before.as_ref());
}

#[test]
fn the_running_total_and_its_distance() {
    let sum = with(&[(Field::Candidate(1), "300"), (Field::Candidate(3), "")]).sum();
    assert_eq!((sum.votes, sum.missing, sum.distance), (580, 1, Some(-261)));
    let sum = with(&[(Field::Candidate(1), "289")]).sum();
    assert_eq!((sum.votes, sum.missing, sum.distance), (849, 0, Some(8)));
    assert_eq!(with(&[(Field::Valid, "x")]).sum().distance, None);
    let most = with(&[(Field::Candidate(1), "10000000"), (Field::Valid, "0")]).sum();
    assert_eq!(most.distance, Some(10_000_560));
}

#[test]
fn a_correction_names_what_changed_and_says_why() {
    let form = form(3);
    let before = form.read(&typed(&form)).entry(&[]).expect("good");
    let standing = Standing { edition: 1, id: before.report(evening()).id(), figures: before.figures().clone() };
    assert_eq!(before.correction(&standing, evening()), None, "no reason, no correction");
    let mut typed = typed(&form);
    typed.put(Field::Candidate(1), "280").expect("kept");
    typed.put(Field::Candidate(2), "281").expect("kept");
    typed.put_reason("deux lignes échangées").expect("kept");
    let entry = form.read(&typed).entry(&[]).expect("good");
    let correction = entry.correction(&standing, evening()).expect("a reason");
    assert!(correction.text().contains("\nedition 2\n"), "{}", correction.text());
    assert!(correction.text().contains("\nchanged candidate-1 candidate-2\n"), "{}", correction.text());
    assert_eq!(&Message::parse(correction.text()).expect("a message"), correction.message());
}

#[test]
fn two_blind_entries_differ_field_by_field() {
    let form = form(3);
    let first = typed(&form);
    let mut second = first.clone();
    second.put(Field::Registered, "1.204").expect("kept");
    assert!(Comparison::of(&form, &first, &second).agrees(), "the same figure in another spelling");
    second.put(Field::Blank, "41").expect("kept");
    second.put(Field::Candidate(3), "").expect("kept");
    let comparison = Comparison::of(&form, &first, &second);
    assert_eq!(comparison.fields, [Field::Blank, Field::Candidate(3)]);

    let mut third = Typed::default();
    third.put(Field::Blank, "14").expect("kept");
    third.put(Field::Candidate(3), "280").expect("kept");
    third.put(Field::Cast, "999").expect("kept");
    let result = comparison.resolved(&first, &third).expect("kept");
    assert_eq!(result.at(Field::Cast), "861", "nobody overrules two who agree");
    form.read(&result).entry(&[]).expect("settled");
}

#[test]
fn two_empty_fields_agree_on_nothing_and_reasons_are_compared() {
    let form = form(3);
    let nothing = Typed::default();
    assert_eq!(Comparison::of(&form, &nothing, &nothing).fields.len(), 9);
    let (mut first, second) = (typed(&form), typed(&form));
    first.put_reason("une raison").expect("kept");
    let comparison = Comparison::of(&form, &first, &second);
    assert!(comparison.reason && comparison.fields.is_empty());
    assert_eq!(comparison.resolved(&first, &nothing).expect("kept").reason(), "", "the third decides");
}

#[test]
fn what_cannot_be_kept_is_refused_before_it_is_believed_kept() {
    let mut typed = Typed::default();
    assert_eq!(typed.put_reason(&"é".repeat(201)), Err(Untypable::TooLong));
    assert_eq!(typed.put(Field::Cast, "12\u{200b}04"), Err(Untypable::Hidden));
    assert_eq!(typed.put(Field::Cast, "12\n04"), Err(Untypable::Hidden));
    assert!(typed.is_empty());
}

/// The slow twin of the reader of figures: by hand, from the right, three digits at a time.
fn slow(text: &str) -> Option<u32> {
    let text = text.trim();
    let spaces = |c: char| " \u{a0}\u{2007}\u{2009}\u{202f}".contains(c);
    let plain: String = text.chars().filter(char::is_ascii_digit).collect();
    let same = |mark: &dyn Fn(char) -> bool| {
        let mut due = String::new();
        let count = plain.len();
        for (at, digit) in plain.chars().enumerate() {
            if at > 0 && (count - at).is_multiple_of(3) {
                due.push('|');
            }
            due.push(digit);
        }
        due == text.chars().map(|c| if mark(c) { '|' } else { c }).collect::<String>()
    };
    if text != plain && !same(&|c| c == '.') && !same(&spaces) {
        return None;
    }
    let number: u128 = plain.parse().ok()?;
    (number.to_string() == plain && number <= 10_000_000).then(|| u32::try_from(number).expect("small"))
}

proptest! {
    #[test]
    fn the_reader_of_figures_agrees_with_its_slow_twin(text in "[0-9 .,\u{a0}\u{202f}e-]{0,14}") {
        prop_assert_eq!(read_cell(&text).figure().map(Votes::value), slow(&text));
    }

    #[test]
    fn any_figure_is_read_back_in_every_spelling(figure in 0_u32..=10_000_000) {
        let plain = figure.to_string();
        let grouped = |mark: &str| {
            let digits: Vec<char> = plain.chars().collect();
            let first = digits.len() % 3;
            let mut groups: Vec<String> = Vec::new();
            if first > 0 { groups.push(digits[..first].iter().collect()); }
            groups.extend(digits[first..].chunks(3).map(|group| group.iter().collect::<String>()));
            groups.join(mark)
        };
        for text in [plain.clone(), grouped(" "), grouped("."), grouped("\u{202f}"), grouped("\u{a0}")] {
            prop_assert_eq!(read_cell(&text), Cell::Figure(Votes::new(figure).expect("within")));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = read_cell(&text);
    }
}
