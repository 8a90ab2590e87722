// Totals, added by rule 2 of `specs/totals.md` and by nothing else: the figures of the only text
// with the highest edition, unless a court took the station out. It shares no code with the
// rules that admit messages.

import { FIXED } from "./message.js";

export class Adder {
  constructor(definition) {
    this.definition = definition;
    this.stations = new Map();
  }

  /** Takes a logged message. */
  take({ kind, round, station, edition, figures }) {
    if (kind !== "report" && kind !== "correction" && kind !== "annulment") return;
    const name = `${round} ${station}`;
    const known = this.stations.get(name) ?? { edition: 0, texts: 0, row: null, out: false };
    this.stations.set(name, known);
    if (kind === "annulment") {
      known.out = true;
    } else if (edition > known.edition) {
      const row = [...FIXED.map((field) => figures[field]), ...figures.candidates.map(([, votes]) => votes)];
      Object.assign(known, { edition, texts: 1, row });
    } else if (edition === known.edition) {
      known.texts++;
    }
  }

  /** Of every place of a round: stations, counted, contested, annulled, and the sums or nothing. */
  totals(round) {
    const at = this.definition.rounds.findIndex(({ number }) => number === round);
    const { places, stations } = this.definition;
    const out = new Map();
    for (const id of places.keys()) out.set(id, { stations: 0, counted: 0, conflict: 0, annulled: 0, row: null });
    for (const [id, { commune, voters }] of stations) {
      if (voters[at] === null) continue;
      const known = this.stations.get(`${round} ${id}`);
      for (let place = commune; place; place = places.get(place).parent) {
        const total = out.get(place);
        total.stations++;
        if (!known) continue;
        if (known.out) total.annulled++;
        else if (known.texts > 1) total.conflict++;
        else if (known.row) {
          total.counted++;
          total.row = total.row ? total.row.map((sum, nth) => sum + known.row[nth]) : known.row;
        }
      }
    }
    return out;
  }
}
