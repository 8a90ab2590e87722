//! Small valid files, one for each layout, and the means to break them.

use std::io::Write as _;

use import::official::{ResultFile, read};
use import::{Cause, Refused};

pub const FIXED: &str = "Code du département;Libellé du département;Code de la circonscription;Libellé de la circonscription;\
Code de la commune;Libellé de la commune;Code du b.vote;Inscrits;Abstentions;% Abs/Ins;Votants;% Vot/Ins;\
Blancs;% Blancs/Ins;% Blancs/Vot;Nuls;% Nuls/Ins;% Nuls/Vot;Exprimés;% Exp/Ins;% Exp/Vot;";

/// Two stations of the second round of 2017, as UTF-8; the blocks of the second are by votes.
pub fn unnumbered() -> String {
    format!(
        "{FIXED}N°Panneau;Sexe;Nom;Prénom;Voix;% Voix/Ins;% Voix/Exp\n\
01;Ain;04;4ème circonscription;001;L'Abergement-Clémenciat;0001;598;100;16,72;498;83,28;37;6,19;7,43;8;1,34;1,61;453;75,75;90,96;1;M;MACRON;Emmanuel;272;45,48;60,04;2;F;LE PEN;Marine;181;30,27;39,96\n\
01;Ain;05;5ème circonscription;002;L'Abergement-de-Varey;0001;209;29;13,88;180;86,12;20;9,57;11,11;10;4,78;5,56;150;71,77;83,33;2;F;LE PEN;Marine;50;23,92;33,33;1;M;MACRON;Emmanuel;100;47,85;66,67\n"
    )
}

pub fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a sample in ISO-8859-1")).collect()
}

/// Twelve candidates of the first round of 2022, one station, ISO-8859-1 and CRLF.
pub fn unnumbered_2022() -> Vec<u8> {
    let names = [
        ("F", "ARTHAUD", "Nathalie"),
        ("M", "ROUSSEL", "Fabien"),
        ("M", "MACRON", "Emmanuel"),
        ("M", "LASSALLE", "Jean"),
        ("F", "LE PEN", "Marine"),
        ("M", "ZEMMOUR", "Éric"),
        ("M", "MÉLENCHON", "Jean-Luc"),
        ("F", "HIDALGO", "Anne"),
        ("M", "JADOT", "Yannick"),
        ("F", "PÉCRESSE", "Valérie"),
        ("M", "POUTOU", "Philippe"),
        ("M", "DUPONT-AIGNAN", "Nicolas"),
    ];
    let blocks: Vec<String> = (1..)
        .zip(names)
        .map(|(number, (sex, family, given))| format!("{number};{sex};{family};{given};10;5,00;8,33"))
        .collect();
    let header = format!("{FIXED}N°Panneau;Sexe;Nom;Prénom;Voix;% Voix/Ins;% Voix/Exp");
    let row = format!(
        "2A;Corse-du-Sud;01;1ère circonscription;004;Ajaccio;0001;200;60;30,00;140;70,00;10;5,00;7,14;10;5,00;7,14;120;60,00;85,71;{}",
        blocks.join(";")
    );
    latin1(&format!("{header}\r\n{row}\r\n"))
}

pub const FIXED_2024: &str = "\"Code département\";\"Libellé département\";\"Code commune\";\"Libellé commune\";\"Code BV\";Inscrits;Votants;\
\"% Votants\";Abstentions;\"% Abstentions\";Exprimés;\"% Exprimés/inscrits\";\"% Exprimés/votants\";Blancs;\"% Blancs/inscrits\";\
\"% Blancs/votants\";Nuls;\"% Nuls/inscrits\";\"% Nuls/votants\"";

fn block_2024(number: u8) -> String {
    format!(
        ";\"Numéro de panneau {number}\";\"Nuance candidat {number}\";\"Nom candidat {number}\";\"Prénom candidat {number}\";\
\"Sexe candidat {number}\";\"Voix {number}\";\"% Voix/inscrits {number}\";\"% Voix/exprimés {number}\";\"Elu {number}\""
    )
}

/// The layout of 2024: three named blocks, the last of them empty.
pub fn numbered() -> String {
    let blocks: String = (1..=3).map(block_2024).collect();
    format!(
        "{FIXED_2024}{blocks}\n\
\"01\";Ain;\"01001\";\"L'Abergement-Clémenciat\";\"0001\";200;140;\"70,00%\";60;\"30,00%\";120;\"60,00%\";\"85,71%\";10;\"5,00%\";\"7,14%\";10;\"5,00%\";\"7,14%\";\
2;RN;MAÎTRE;Christophe;MASCULIN;70;\"35,00%\";\"58,33%\";;3;LR;\"DE \"\"X\"\"\";Élise;FEMININ;50;\"25,00%\";\"41,67%\";élu;;;;;;;;;\n"
    )
}

/// The European layout of 2024: lists, in eight columns.
pub fn lists() -> String {
    let block = |number: u8| {
        format!(
            ";Numéro de panneau {number};Nuance liste {number};Libellé abrégé de liste {number};Libellé de liste {number};\
Voix {number};% Voix/inscrits {number};% Voix/exprimés {number};Sièges {number}"
        )
    };
    format!(
        "Code localisation;Libellé localisation;{FIXED_2024}{}{}\n\
FR;France;ZZ;Français établis hors de France;ZZ001;Abidjan;0001;200;140;70,00%;60;30,00%;120;60,00%;85,71%;10;5,00%;7,14%;10;5,00%;7,14%;\
1;DIV;POUR UNE HUMANITE SOUVERAINE;POUR UNE HUMANITÉ SOUVERAINE;70;35,00%;58,33%;;2;EXG;LUTTE OUVRIERE;LUTTE OUVRIERE;50;25,00%;41,67%;\n",
        block(1),
        block(2)
    )
}

/// The csv of one column per candidate, with rows of every odd place.
pub fn columns() -> String {
    "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,LE PEN,MACRON\n\
01,001,0001,4,L'Abergement-Clémenciat,598,498,37,453,181,272\n\
2A,004,0001,1,Ajaccio,100,90,5,80,50,30\n\
ZX,701,0001,1,Saint-Barthélémy,100,90,5,80,50,30\n\
ZZ,001,0001,9,Abidjan,105891,90,5,80,50,30\n"
        .to_owned()
}

pub fn accepted(bytes: &[u8]) -> ResultFile {
    read(bytes, "sample").unwrap_or_else(|refused| panic!("refused: {refused}"))
}

pub fn refused(bytes: &[u8]) -> Refused {
    match read(bytes, "sample") {
        Ok(_) => panic!("accepted"),
        Err(refused) => refused,
    }
}

/// Asserts that the bytes are refused for `cause` at `line` and column number `column`.
pub fn check(bytes: &[u8], cause: Cause, line: Option<u64>, column: Option<usize>) {
    let refused = refused(bytes);
    let found = refused.faults.iter().any(|fault| {
        fault.cause == cause && fault.line == line && fault.column.as_ref().map(|column| column.number) == column
    });
    assert!(found, "{cause:?} at {line:?}:{column:?} is not in\n{refused}");
}

/// The text with one cell of one line (0 for the header) replaced; cells hold no separator.
pub fn with_cell(text: &str, line: usize, column: usize, cell: &str) -> String {
    let separator = if text.contains(';') { ";" } else { "," };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = lines[line].split(separator).collect();
    cells[column - 1] = cell;
    lines[line] = cells.join(separator);
    lines.join("\n") + "\n"
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
