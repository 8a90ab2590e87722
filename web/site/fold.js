// Names without accents or capitals, words parted by single spaces: the same as
// `search::folded` of the program that made the index.

const LETTERS = new Map(Object.entries({
  à: "a", á: "a", â: "a", ã: "a", ä: "a", å: "a", æ: "ae", ç: "c", è: "e", é: "e", ê: "e", ë: "e",
  ì: "i", í: "i", î: "i", ï: "i", ñ: "n", ò: "o", ó: "o", ô: "o", õ: "o", ö: "o", œ: "oe",
  ù: "u", ú: "u", û: "u", ü: "u", ý: "y", ÿ: "y",
}));

export function fold(name) {
  let out = "";
  for (const c of name.normalize("NFC").toLowerCase()) {
    const plain = LETTERS.get(c);
    if (plain) out += plain;
    else if (/[\p{L}\p{N}]/u.test(c)) out += c;
    else if (out && !out.endsWith(" ")) out += " ";
  }
  return out.trimEnd();
}
