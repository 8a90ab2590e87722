// Where stations stand: arrays over the bytes of the file, nothing copied.

export function readStations(buffer) {
  const head = new Uint8Array(buffer, 0, 6);
  if (new TextDecoder().decode(head) !== "VSTN1\n") throw new Error("not stations");
  const count = new DataView(buffer).getUint32(8, true);
  if (buffer.byteLength !== 12 + 7 * count) throw new Error("stations end too early");
  const sixteen = (nth) => new Uint16Array(buffer, 12 + 2 * count * nth, count);
  return { count, x: sixteen(0), y: sixteen(1), size: sixteen(2), department: new Uint8Array(buffer, 12 + 6 * count, count) };
}
