// The colours of candidates, lighter where the lead is small: the same as `map::colour` of the
// program that drew the pictures; a test compares them.

export const PALETTE = [
  "#6b7a1e", "#1f5fa8", "#b8770f", "#b23a2e", "#5a6b7b", "#7b3f9d", "#2f86ac",
  "#8c5a3c", "#a8326e", "#3b7d4f", "#1d8a7d", "#4a4fb0", "#946a00", "#44444f",
];
export const UNCOUNTED = "#d9dde2";
export const TIED = "#8a939e";
const STRENGTH = [42, 60, 80, 100];

const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function shade(hex, lead) {
  return parts(hex).map((part) => Math.floor((part * STRENGTH[lead] + 255 * (100 - STRENGTH[lead]) + 50) / 100));
}

/** What a byte of state says: candidate and lead, or which of the others. */
export function read(state) {
  if (state > 3) return { candidate: (state - 4) >> 2, lead: (state - 4) & 3 };
  return { other: ["uncounted", "contested", "annulled", "tied"][state] };
}

/** Red, green and blue of each of the 256 states. */
export function table(candidates) {
  return Array.from({ length: 256 }, (_, state) => {
    const { candidate, lead, other } = read(state);
    if (other) return parts(other === "tied" ? TIED : UNCOUNTED);
    return shade(PALETTE[candidates[candidate]?.[1] ?? 0], lead);
  });
}

export const css = ([red, green, blue]) => `rgb(${red},${green},${blue})`;
