//! The real election of 2017, through the whole chain.

use std::fs;

use crate::vigie::{shared, text, vigie};

#[test]
fn the_real_rounds_come_out_to_the_vote() {
    let (Some(first), Some(second)) = (shared("fr2017_bv_T1.csv.xz"), shared("fr2017_bv_T2.csv.xz")) else { return };
    let communes = shared("fr2017_communes.csv.xz").expect("beside the others");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (election, public) = (dir.path().join("election"), dir.path().join("public"));
    for (round, file) in [("1", &first), ("2", &second)] {
        let arguments =
            ["import", text(file), "--round", round, "--out", text(&election), "--communes", text(&communes)];
        vigie(&arguments).ended(0);
    }
    for (round, order) in [("1", "arrival"), ("2", "file")] {
        vigie(&["replay", text(&election), "--round", round, "--public", text(&public), "--order", order]).ended(0);
    }
    let said = vigie(&["verify", text(&public), "--json"]);
    let out = said.ended(0);
    // The control totals of the definitive file.
    for fact in [
        "\"round\":1,\"stations\":69242,\"counted\":69242,\"missing\":0",
        "\"round\":2,\"stations\":69242,\"counted\":69242,\"missing\":0",
        "\"registered\":47582183,\"signed_in\":37003728,\"cast\":37003728,\"blank\":659997,\"void\":289337,\"valid\":36054394",
        "\"registered\":47568693,\"signed_in\":35467327,\"cast\":35467327,\"blank\":3021499,\"void\":1064225,\"valid\":31381603",
        "\"votes\":8656346",
        "\"votes\":7678491",
        "\"votes\":20743128",
        "\"votes\":10638475",
    ] {
        assert!(out.contains(fact), "{fact} not in {out}");
    }
    let snapshot =
        fs::read_dir(public.join("snapshots")).expect("listed").next().expect("one").expect("an entry").path();
    for round in ["1", "2"] {
        let exported = dir.path().join("exported.txt");
        vigie(&["export", text(&election), "--round", round, "--out", text(&exported)]).ended(0);
        let exported = fs::read(exported).expect("read");
        let published = snapshot.join(format!("official/BVot_T{round}_FE.txt"));
        assert!(fs::read(published).expect("published") == exported, "published and exported differ");
        let sample =
            shared(&format!("formats/sample_PR17_BVot_T{round}_FE.reconstructed.txt")).expect("beside the others");
        assert!(exported.starts_with(&fs::read(sample).expect("read")), "the official sample of round {round}");
    }
}
