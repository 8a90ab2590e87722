//! Refusals of the hub, as they come and as they do not.

use election::{publish::json::Json, refusal::Language};
use proptest::prelude::*;
use station::answer::refusal;

fn body(code: &str, french: &str, english: &str) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("code").text(code);
        json.name("status").number(422);
        for name in ["text", "remedy"] {
            json.name(name).object(|json| {
                json.name("fr").text(&format!("{french} {name}"));
                json.name("en").text(&format!("{english} {name}"));
            });
        }
    });
    out
}

#[test]
fn code_cause_and_remedy_in_the_language_asked_for() {
    let body = body("E201", "autre « définition »", "another \"definition\"\n\u{1}");
    let french = refusal(body.as_bytes(), Language::French);
    assert_eq!(french.as_deref(), Some("E201 autre « définition » text → autre « définition » remedy"));
    let english = refusal(body.as_bytes(), Language::English).expect("read");
    assert!(english.starts_with("E201 another \"definition\" \u{1} text → "), "{english:?}");
}

#[test]
fn another_form_is_none() {
    for body in ["", "<html>502</html>", "{}", "{\"code\":\"E1\"}", "{\"code\":\"E1\",\"text\":{\"fr\":\"x"] {
        assert_eq!(refusal(body.as_bytes(), Language::French), None, "{body}");
    }
    assert_eq!(refusal(b"\xff", Language::French), None);
}

proptest! {
    #[test]
    fn no_answer_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(\"code\":\"E\",\"text\":\\{\"fr\":\"\\PC{0,20})") {
        let _ = refusal(&bytes, Language::French);
        let _ = refusal(text.as_bytes(), Language::French);
    }
}
