//! `vigie plan explain` on the small country that the fuzzer and the specifications know.

use std::fs;

use crate::vigie::{text, vigie};

const FILES: [(&str, &str); 3] = [
    ("problem.txt", include_str!("../../../../fuzz/seeds/plan_problem/small")),
    ("plan.txt", include_str!("../../../../fuzz/seeds/plan/small")),
    ("certificates.txt", include_str!("../../../../fuzz/seeds/plan_certificates/small")),
];

#[test]
fn a_plan_is_explained() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, content) in FILES {
        fs::write(dir.path().join(name), content).expect("written");
    }
    let plan = text(dir.path());
    let explain = |arguments: &[&str]| vigie(&[&["plan", "explain", plan], arguments].concat());
    let said = explain(&["--site", "02-002-v1"]);
    assert!(said.ended(0).contains("  no circuit visits it\n  why: no arithmetic forbids it"), "{}", said.out);
    let said = explain(&["--site", "02-010-v1"]);
    assert!(
        said.ended(0).contains("  circuit 02/police/1: 55 min in each 60 min (stops: 1)\n    early: p-02\n"),
        "{}",
        said.out
    );
    let said = explain(&["--department", "01"]);
    assert!(said.ended(0).contains("arrived or moved: 1 (s-1 → 01-010)"), "{}", said.out);
    let said = explain(&["--more", "-8"]);
    assert!(said.ended(0).starts_with("8 officers fewer"), "{}", said.out);
    let said = explain(&["--more", "20", "--replan"]);
    assert!(said.ended(0).contains("planned again: value"), "{}", said.out);
    let said = explain(&["--why-not"]);
    assert!(
        said.ended(0).contains("cannot keep together: first promise · strength · share in reserve"),
        "{}",
        said.out
    );
    for asked in [&["--site", "hq-1"][..], &["--department", "02"], &["--more", "5"], &["--why-not"]] {
        let said = explain(&[asked, &["--json"]].concat());
        assert!(said.ended(0).starts_with('{') && said.out.ends_with("}\n"), "{}", said.out);
    }
    explain(&["--site", "nowhere"]).refused(1, "not in the plan");
    explain(&["--more", "-58"]).refused(1, "patrol units have only 57 officers");
    explain(&[]).refused(2, "required");
    explain(&["--why-not", "--replan"]).refused(2, "--more");
}
