//! The station's own pages: what they show, and that nothing typed steers them.

use election::{message::Field, refusal::Language};
use station::{
    excerpt::Excerpt,
    form::{Reading, Standing, Typed},
    pages::{CarryView, EntryView, Frame, POLICY, SCRIPT, SignView, carry, entry, notice, reading_json, sign},
    questions::{self, Asked},
    receipt::Receipt,
    sheet::Heading,
};

use crate::country::{STATION, definition, evening, form, id, note, typed};

fn frame(language: Language) -> Frame {
    let excerpt = Excerpt::cut(&definition(3), id(STATION)).expect("the station is there");
    let heading = Heading::of(&excerpt, 1).expect("it opens");
    Frame { language, heading, rounds: vec![1, 2], token: "t0ken".to_owned() }
}

fn shown(typed: &Typed, checked: bool) -> String {
    let form = form(3);
    let excerpt = Excerpt::cut(&definition(3), id(STATION)).expect("the station is there");
    let (reading, frame) = (form.read(typed), frame(Language::French));
    let asked = questions::about(&excerpt, &reading, None);
    entry(&EntryView {
        frame: &frame,
        typed,
        reading: &reading,
        asked: &asked,
        checked,
        kept: false,
        standing: None,
        wrong: None,
    })
}

#[test]
fn an_empty_form_accuses_nobody_until_it_is_checked() {
    let page = shown(&Typed::default(), false);
    assert!(!page.contains("role=\"alert\"") && !page.contains("aria-invalid"), "{page}");
    let page = shown(&Typed::default(), true);
    assert!(page.contains("1 point à corriger"), "all empty fields are one point: {page}");
    assert!(page.contains("<span class=\"letters\">A B C D E F 1–3</span>"), "{page}");
    assert!(page.contains("href=\"#registered\""), "the link leads to the first of them");
}

#[test]
fn what_was_typed_stands_there_as_it_was_typed_and_is_no_markup() {
    let mut typed = typed(&form(3));
    typed.put(Field::Cast, "\"><script>x</script>").expect("kept");
    typed.put_reason("<b onclick='x'>").expect("kept");
    let page = shown(&typed, true);
    assert!(page.contains("value=\"&#34;&#62;&#60;script&#62;x&#60;/script&#62;\""), "{page}");
    assert!(!page.contains("<script>x") && !page.contains("<b onclick"), "{page}");
    assert!(page.contains("value=\"1 204\""), "{page}");
    assert!(page.contains("aria-invalid=\"true\"") && page.contains("href=\"#cast\""), "{page}");
}

#[test]
fn every_field_has_its_label_and_the_token_goes_with_the_form() {
    let page = shown(&typed(&form(3)), false);
    for field in form(3).fields() {
        assert!(page.contains(&format!("<label for=\"{field}\">")), "{field}");
        assert!(page.contains(&format!("id=\"{field}\" name=\"{field}\"")), "{field}");
    }
    assert!(page.contains("name=\"token\" value=\"t0ken\""));
    assert!(!page.contains(" style=") && !page.contains(" on"), "the policy forbids inline style and script: {page}");
    assert!(!POLICY.contains("unsafe") && !SCRIPT.contains("innerHTML"));
}

#[test]
fn errors_lead_to_their_fields_and_never_tell_the_figure_that_fits() {
    let mut typed = typed(&form(3));
    typed.put(Field::Candidate(1), "289").expect("kept");
    let page = shown(&typed, true);
    assert!(page.contains("E102") && page.contains("href=\"#valid\""), "{page}");
    assert!(page.contains("<b>849</b> <i>+8 / exprimés</i>") && page.contains("class=\"total off\""), "{page}");
    typed.put(Field::SignedIn, "862").expect("kept");
    typed.put(Field::Candidate(1), "281").expect("kept");
    let page = shown(&typed, true);
    assert!(page.contains("E105") && page.contains("class=\"why\""), "the reason is asked for: {page}");
}

#[test]
fn the_running_total_is_told_by_the_same_reader() {
    let form = form(3);
    let mut typed = typed(&form);
    typed.put(Field::Candidate(2), "2e2").expect("kept");
    typed.put(Field::Registered, "800").expect("kept");
    let json = reading_json(&form.read(&typed), Language::English);
    assert!(
        json.contains("\"total\":\"561\"") && json.contains("\"distance\":\"\u{2212}280 / valid votes\""),
        "{json}"
    );
    assert!(json.contains("\"candidate-2\":\"Digits only"), "{json}");
    assert!(json.contains("[A C] E103"), "{json}");
}

#[test]
fn two_sign_exactly_what_is_shown() {
    let form = form(3);
    let typed = typed(&form);
    let (reading, frame) = (form.read(&typed), frame(Language::English));
    let report = reading.entry(&Asked::default().questions).expect("good").report(evening());
    let holders = [(id("president"), true), (id("secretary"), false)];
    let page = sign(&SignView {
        frame: &frame,
        form: &form,
        report: &report,
        standing: None,
        holders: &holders,
        wrong: Some("no <key>"),
    });
    assert!(page.contains(&report.check_words()) && page.contains(&format!("name=\"id\" value=\"{}\"", report.id())));
    assert!(page.contains("has signed") && page.matches("type=\"password\"").count() == 1, "{page}");
    assert!(page.contains("<td>1,204</td>"), "the figures of what is signed: {page}");
    assert!(page.contains("no &#60;key&#62;") && page.contains("lang=\"en\""), "{page}");
}

#[test]
fn a_signed_report_shows_its_codes_and_its_fate() {
    let frame = frame(Language::French);
    let note = note(3);
    let receipt = Receipt { id: tlog::Hash([7; 32]), index: 1_204, size: 1_300, is_final: false };
    let hub = Some("https://hub.example");
    let view = CarryView {
        frame: &frame,
        words: "a b c d e",
        note: &note,
        fate: "reçu",
        receipt: Some(&receipt),
        hub,
        wrong: None,
        edition: 1,
    };
    let page = carry(&view);
    assert!(page.contains("1\u{202f}204") && page.contains("pas encore contresigné"), "{page}");
    assert!(!page.contains("/send\""), "what was received is not sent again");
    let unsent = CarryView { receipt: None, wrong: Some("<none>"), ..view };
    let unsent = carry(&unsent);
    assert!(unsent.contains("action=\"/round/1/send\"") && unsent.contains("https://hub.example"), "{unsent}");
    assert!(unsent.contains("&#60;none&#62;") && unsent.contains("name=\"token\""), "{unsent}");
    assert!(!carry(&CarryView { receipt: None, hub: None, ..view }).contains("/send\""), "nobody knows where to");
    assert!(page.contains("<h2>Signé · reçu</h2>") && page.contains("class=\"box good\""), "{page}");
    assert_eq!(page.matches("<svg ").count(), station::carry::split(&note).len());
    assert!(notice(Language::French, "<x>", "").contains("<h1>&#60;x&#62;</h1>"));
}

#[test]
fn a_correction_shows_what_it_replaces() {
    let form = form(3);
    let before = form.read(&typed(&form)).entry(&[]).expect("good");
    let standing = Standing { edition: 1, id: tlog::Hash([7; 32]), figures: before.figures().clone() };
    let mut now = typed(&form);
    now.put(Field::Candidate(1), "280").expect("kept");
    now.put(Field::Candidate(2), "281").expect("kept");
    let (frame, asked) = (frame(Language::English), Asked::default());
    let view = |reading: &Reading, wrong| {
        entry(&EntryView {
            frame: &frame,
            typed: &now,
            reading,
            asked: &asked,
            checked: false,
            kept: false,
            standing: Some(&standing),
            wrong,
        })
    };
    let reading = form.read(&now);
    let page = view(&reading, Some("no <reason>"));
    assert!(page.contains("action=\"/round/1/correction\"") && page.contains("Reason of the correction"), "{page}");
    assert!(page.contains("was signed: 281") && page.contains("no &#60;reason&#62;"), "{page}");
    now.put_reason("two piles exchanged").expect("kept");
    let correction = form.read(&now).entry(&[]).expect("good").correction(&standing, evening()).expect("it says why");
    let holders = [(id("president"), false)];
    let page = sign(&SignView {
        frame: &frame,
        form: &form,
        report: &correction,
        standing: Some(&standing),
        holders: &holders,
        wrong: None,
    });
    assert!(page.contains("action=\"/round/1/correction/sign\"") && page.contains("two piles exchanged"), "{page}");
    assert_eq!(page.matches("<small>was ").count(), 2, "only what differs: {page}");
}
