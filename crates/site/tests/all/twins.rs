//! What is written twice, once for the program and once for the browser, says the same.

use std::process::Command;

use crate::fixture::{LATE, definition, night, read, root, site, text};

/// Runs a program of the pages under node; where there is none the test says so and passes.
pub fn node(script: &str) -> Option<String> {
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: node is not there");
        return None;
    }
    let output =
        Command::new("node").current_dir(root().join("web/site")).args(["--input-type=module", "-e", script]).output();
    let output = output.expect("node runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    Some(said)
}

/// The second implementation accepts all that is good in the vectors and refuses all that is bad.
#[test]
fn the_browsers_own_check_holds_on_the_vectors() {
    let Some(said) = node("await import('./tests/vectors.mjs')") else { return };
    assert!(said.contains(" cases, 0 failed"), "{said}");
    let count = said.lines().last().and_then(|line| line.split(' ').next()).and_then(|count| count.parse::<u32>().ok());
    assert!(count.is_some_and(|count| count > 1_000), "{said}");
}

#[test]
fn names_are_folded_alike_and_found_by_the_index() {
    // A commune with accents, by a name without any.
    let accents = |text: String| text.replace("Name of 01-002", "L'Haÿ-les-Roses");
    let files = site(&election::Board::new(definition(accents)), LATE);
    let list = text(&files, "pages/data/search/ha.json");
    assert!(list.contains("L'Haÿ-les-Roses"), "{list}");
    let script = format!(
        "import {{ best, keyOf, COMMON }} from './search.js';\n\
         import {{ fold }} from './fold.js';\n\
         console.log(JSON.stringify([keyOf('lhay'), keyOf('HAY LES'), best('hay roses', {list})[0][1], best('xyz', {list}).length,\n\
         fold(\"  Œuilly-l'Évêque (2) \"), [...COMMON].sort(), keyOf('Saint'), keyOf('s')]))",
    );
    let Some(said) = node(&script) else { return };
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said[1], "ha");
    assert!(said[2].as_str().is_some_and(|name| name.contains("Haÿ")));
    assert_eq!(said[3], 0);
    assert_eq!(said[4], "oeuilly l eveque 2");
    assert_eq!([&said[6], &said[7]], ["sa", ""]);
    let ours = read("crates/site/src/search.rs");
    for word in said[5].as_array().expect("words") {
        assert!(ours.contains(&format!("\"{}\"", word.as_str().expect("a word"))), "{word}");
    }
}

#[test]
fn colours_are_the_same_in_pictures_programs_and_styles() {
    let (rust, script, style) =
        (read("crates/site/src/map/colour.rs"), read("web/site/map/colours.js"), read("web/site/site.css"));
    let list =
        rust.split("PALETTE: [Colour; 14] = [").nth(1).and_then(|rest| rest.split("];").next()).expect("a palette");
    let colours: Vec<String> = list
        .split('[')
        .skip(1)
        .map(|row| row.split(']').next().unwrap_or_default().replace("0x", "").replace([',', ' '], ""))
        .collect();
    assert_eq!(colours.len(), 14);
    let mut from = 0;
    for (nth, colour) in colours.iter().enumerate() {
        let at = script[from..].find(&format!("\"#{colour}\"")).unwrap_or_else(|| panic!("{colour} in colours.js"));
        from += at;
        assert!(
            style.contains(&format!(".c{nth} {{ fill: #{colour}; background-color: #{colour}; }}")),
            "{nth} {colour}"
        );
    }
    assert!(rust.contains("[42, 60, 80, 100]") && script.contains("[42, 60, 80, 100]"));
}

/// The map's own programs read what is written for them.
#[test]
fn the_maps_files_are_read_again_by_its_programs() {
    let files = site(&night("evening"), LATE);
    let folder = tempfile::tempdir().expect("a directory");
    for name in ["stations.bin", "departments.bin", "round-1/state.bin"] {
        let path = folder.path().join(name.replace('/', "-"));
        std::fs::write(path, &files[&format!("pages/data/{name}")]).expect("written");
    }
    let script = format!(
        "import {{ readFileSync }} from 'node:fs';\n\
         import {{ readStations }} from './map/stations.js';\n\
         import {{ readOutlines, bounds }} from './map/outlines.js';\n\
         import {{ Grid }} from './map/grid.js';\n\
         import {{ read, table }} from './map/colours.js';\n\
         const file = (name) => {{ const bytes = readFileSync('{}/' + name); return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length); }};\n\
         const stations = readStations(file('stations.bin'));\n\
         const outlines = readOutlines(file('departments.bin'));\n\
         const grid = new Grid(stations);\n\
         for (let at = 0; at < stations.count; at++) {{\n\
           const near = grid.nearest(stations.x[at], stations.y[at], 5);\n\
           if (near < 0 || stations.x[near] !== stations.x[at]) throw new Error('station ' + at);\n\
         }}\n\
         const states = new Uint8Array(file('round-1-state.bin'));\n\
         console.log(JSON.stringify([stations.count, [...stations.size], [...outlines.keys()], states.length, read(states[0]), table([['A', 0]]).length, bounds([...outlines.values()][0]).every((v) => v >= 0 && v < 65536)]));",
        folder.path().display()
    );
    let Some(said) = node(&script) else { return };
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said[0], 4);
    assert_eq!(said[1], serde_json::json!([1000, 1000, 1000, 1000]));
    assert_eq!(said[2], serde_json::json!(["01", "02"]));
    assert_eq!((&said[3], &said[5], &said[6]), (&4.into(), &256.into(), &true.into()));
}
