// The two tones of a key (ITU-T Q.23), as linear samples.

export const rowHz = [697, 770, 852, 941] as const;
export const columnHz = [1209, 1336, 1477, 1633] as const;
/** Row by row, in the order of the keypad. */
const layout = "123A456B789C*0#D";
const order = "0123456789*#ABCD";
/** About −9 dBm0 per tone: inside what ITU-T Q.24 asks receivers to accept. */
const amplitude = 7000;
const sampleRateHz = 8000;

/** The frequencies in Hz of an event code 0–15. */
export function tonesOfEvent(code: number): readonly [row: number, column: number] {
  const place = layout.indexOf(order[code] ?? "0");
  return [rowHz[place >> 2] as number, columnHz[place & 3] as number];
}

/** The event code of a row and a column of the keypad. */
export function codeOfTones(row: number, column: number): number {
  return order.indexOf(layout[4 * row + column] as string);
}

/** Fills `samples` with the tone of a key, `firstSample` samples after the tone began. */
export function fillTone(samples: Int16Array, code: number, firstSample: number): void {
  const [row, column] = tonesOfEvent(code);
  const turn = (2 * Math.PI) / sampleRateHz;
  for (let i = 0; i < samples.length; i++) {
    const at = (firstSample + i) * turn;
    samples[i] = amplitude * (Math.sin(at * row) + Math.sin(at * column));
  }
}
