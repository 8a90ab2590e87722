// A small election and its hub, for the browser: two departments, three communes, seven stations,
// and an account for every role. Everything lies in a directory that is thrown away.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CANDIDATES = [
  ["F", "MOREL", "Alix"], ["M", "BERTIN", "Camille"], ["F", "DELMAS", "Dominique"],
  ["M", "FAURE", "Claude"], ["F", "LÉVÊQUE", "Andréa"], ["M", "D'ŒUVRE", "Maxence"],
];

const STATIONS = [
  ["23-096-0001", "23-096", 1204], ["23-096-0002", "23-096", 903], ["23-096-0012", "23-096", 1117],
  ["23-030-0001", "23-030", 640], ["23-030-0002", "23-030", 655], ["24-322-0001", "24-322", 1300],
  ["24-322-0002", "24-322", 980],
];

const PEOPLE = [
  "account,name,role,scope,holder",
  "admin,Mme Lopez,administrator,FR,",
  "admin-b,M. Giraud,administrator,FR,",
  "nation-1,M. Weber,national,FR,",
  "nation-2,Mme Diallo,national,FR,",
  "salle-23,M. Petit,prefecture-ops,23,",
  "salle-23-b,Mme Marchand,prefecture-ops,23,",
  "salle-24,Mme Leroy,prefecture-ops,24,",
  "patrouille-1,Brigadier Martin,leader,23,",
  "pref-23-a,Mme Garnier,prefecture-results,23,prefecture-a",
  "pref-23-b,M. Roux,prefecture-results,23,prefecture-b",
  "gueret-a,Mme Durand,clerk,23-096,clerk-a",
  "gueret-b,M. Blanc,clerk,23-096,clerk-b",
  "gueret-c,Mme Noël,clerk,23-096,",
  "bureau-1,Bureau 1,station,23-096-0001,",
  "mur,Écran du hall,wall,FR,",
  "audit,Mme Sorel,auditor,FR,",
];

/** What opens the key files of this exercise. */
export const PASSPHRASE = "une phrase de passe d'exercice";

export const NEW_PASSWORD = "une phrase pour ce soir";

function rounds() {
  const round = (number, day, candidates) => `
[[round]]
number = ${number}
publishes = "${day}T20:00:00+02:00"

[[round.hours]]
class = "a"
opens = "${day}T08:00:00+02:00"
closes = "${day}T19:00:00+02:00"
${candidates.map(([sex, family, given], at) => `
[[round.candidate]]
number = ${at + 1}
sex = "${sex}"
family = "${family}"
given = "${given}"
`).join("")}`;
  return round(1, "2017-04-23", CANDIDATES) + round(2, "2017-05-07", CANDIDATES.slice(0, 2));
}

function write(dir) {
  writeFileSync(join(dir, "election.toml"),
    `id = "exercice"\ntitle = "Exercice national, deux tours"\nmode = "test"\nlog = "exercice.log"\nquorum = 0\nwitness = []\n${rounds()}`);
  writeFileSync(join(dir, "places.csv"), [
    "id,level,parent,lon,lat,zone,name", "FR,nation,,,,,France", "R75,region,FR,,,,Nouvelle-Aquitaine",
    "23,department,R75,,,,Creuse", "24,department,R75,,,,Dordogne",
    "23-096,commune,23,1.871800,46.170600,,Guéret", "23-030,commune,23,1.487900,46.238900,,La Souterraine",
    "24-322,commune,24,0.721500,45.184000,,Périgueux", "",
  ].join("\n"));
  writeFileSync(join(dir, "venues.csv"),
    "id,commune,lon,lat,name\nV1,23-096,1.868000,46.168000,École Jean-Macé\nV2,23-096,1.875000,46.172000,Salle des fêtes\n");
  const venue = { "23-096-0001": "V2", "23-096-0012": "V1" };
  writeFileSync(join(dir, "stations.csv"), ["station,commune,venue,constituency,hours,registered-1,registered-2",
    ...STATIONS.map(([id, commune, count]) => `${id},${commune},${venue[id] ?? ""},,a,${count},${count}`), ""].join("\n")
    .replace("station,commune", "id,commune"));
  writeFileSync(join(dir, "keys.csv"), "scope,holder,role,from,to,key\n");
  writeFileSync(join(dir, "people.csv"), `${PEOPLE.join("\n")}\n`);
}

/** A whole country of somebody else's, with people of the nation only. */
function copy(country, dir) {
  for (const file of ["election.toml", "places.csv", "venues.csv", "stations.csv", "keys.csv"]) copyFileSync(join(country, file), join(dir, file));
  writeFileSync(join(dir, "people.csv"), `${PEOPLE.filter((line) => /^account|,FR,$/.test(line)).join("\n")}\n`);
}

/** Seconds for which a code stands (RFC 6238). */
export const STEP = 30;

/** The six digits of a seed (RFC 6238) for a counter of half minutes since 1970. */
export function code(seed, half) {
  let bits = "";
  for (const letter of seed) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(half));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const POLICY = `period = "120 min"
rest = "10 min"
shortest-stop = "5 min"
longest-stop = "45 min"
ceiling = 600
reserve = 250
busy = 250
heavy = 3000
liaison = 1
police-from = 14000
police = []
excluded = []

[travel]
detour = 1300
speeds = [55, 35, 20]
start = "1 min"
voters = [3500, 20000]

[promise]
first = ["40 min", "30 min", "20 min"]
second = ["60 min", "45 min", "30 min"]

[[phase]]
name = "round-1"
date = "2017-04-23"
round = 1
${[["night", "02:00", "08:00", 100], ["morning", "08:00", "14:00", 1000], ["afternoon", "14:00", "20:00", 1000]].map(([name, from, to, weight]) => `
[[hours]]
name = "${name}"
from = "${from}"
to = "${to}"
venue-weight = ${weight}
`).join("")}${[["night", "01:30", "08:30", "02:00", "08:00"], ["early", "07:30", "14:30", "08:00", "14:00"], ["late", "13:30", "20:30", "14:00", "20:00"]].map(([name, from, to, serves, until]) => `
[[shift]]
name = "${name}"
duty-from = "${from}"
duty-to = "${to}"
serves-from = "${serves}"
serves-to = "${until}"
`).join("")}
[[venues]]
place = "FR"
share = 1000
`;

const THREATS = `[[threat]]
id = "attack"
scope = "nation"
kind = "attack"
likelihood = 3
impact = 4
phases = []
from = "00:00"
to = "24:00"
grade = "B2"
rationale = "Exercice"
`;

/** Units of two departments, and a plan of the first round with them. */
function planned(run, dir, election) {
  const [forces, plan] = [join(dir, "forces"), join(dir, "plan")];
  mkdirSync(forces);
  const unit = (department, base, number) =>
    `gd-${department}-${number},gendarmerie,patrol,${department},gendarmerie,${base},4,2,no,,2,00:00,24:00,720 min,540 min`;
  const units = [["23", "23-096"], ["24", "24-322"]].flatMap(([department, base]) => [1, 2, 3, 4, 5, 6].map((number) => unit(department, base, number)));
  writeFileSync(join(forces, "forces.csv"),
    ["id,force,kind,department,zone,base,strength,crew,movable,skills,vehicles,from,to,longest-duty,shortest-rest", ...units.sort(), ""].join("\n"));
  writeFileSync(join(forces, "policy.toml"), POLICY);
  writeFileSync(join(forces, "threats.toml"), THREATS);
  const files = ["forces.csv", "threats.toml", "policy.toml"].flatMap((file) => [`--${file.split(".")[0]}`, join(forces, file)]);
  run("plan", election, ...files, "--phase", "round-1", "--iterations", "2", "--seed", "exercice", "--out", plan);
  return ["--plan", plan];
}

/** Starts a hub at a moment of the night; `speed` seconds of its clock go by in one. */
export async function begin(program, { clock = "2017-04-23T20:05:00+02:00", speed = 20, port = 0, country, plan = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "vigie-hub-"));
  const election = join(dir, "election");
  mkdirSync(election);
  if (country) copy(country, election);
  else write(election);
  const env = { ...process.env, VIGIE_PASSPHRASE: PASSPHRASE };
  const run = (...words) => execFileSync(program, words, { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] });
  run("keys", "issue", election);
  run("definition", "seal", election);
  const said = run("accounts", "import", election, join(election, "people.csv"), "--letters", join(dir, "letters.html"), "--json");
  const people = Object.fromEntries(said.trim().split("\n").map((line) => JSON.parse(line)).map((person) => [person.account, person]));
  const hub = spawn(program, ["serve", election, "--public", join(dir, "public"), "--listen", `127.0.0.1:${port}`,
    "--clock", clock, "--speed", String(speed), ...(plan ? planned(run, dir, election) : [])], { env, stdio: ["ignore", "pipe", "inherit"] });
  const base = await printed(hub, /https?:\/\/[0-9.:]+/);
  return {
    base, dir, people,
    password: Object.fromEntries(Object.values(people).map((person) => [person.account, person.password])),
    election, run,
    /** Ended and gone, before anybody removes what it writes to. */
    async stop() {
      hub.removeAllListeners("exit");
      const ended = once(hub, "exit");
      hub.kill("SIGTERM");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The first match in what a program prints. */
export function printed(program, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    program.stdout.on("data", (chunk) => {
      text += chunk;
      const found = text.match(pattern);
      if (found) resolve(found[0]);
    });
    program.on("exit", (status) => reject(new Error(`${program.spawnfile} ended: ${status}`)));
  });
}

/** The pages of a station on its own machine, sent from there to a hub. */
export async function station(program, night, id) {
  const desk = join(night.dir, `desk-${id}`);
  night.run("station", "init", desk, "--definition", join(night.election, "definition"), "--station", id,
    "--keys", join(night.election, "private/keys.age"), "--hub", night.base);
  const pages = spawn(program, ["station", "--web", desk, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await printed(pages, /http:\/\/[0-9.:]+\/\?key=[0-9a-f]+/);
  return { address, base: new URL(address).origin, desk, stop() { pages.removeAllListeners("exit"); pages.kill("SIGTERM"); } };
}
