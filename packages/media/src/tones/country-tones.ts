// The tones by which networks tell callers what happens (ITU-T E.180), as each country has them (Supplement 2).

export const toneNames = ["ringback", "busy", "congestion", "call-waiting", "special-information"] as const;
export type ToneName = (typeof toneNames)[number];

/** One piece of a cadence: frequencies that sound together, one of them maybe in beats; none for silence. */
export type TonePart = {
  readonly ms: number;
  readonly frequenciesHz: readonly number[];
  /** The tone swells and ebbs so many times a second, almost to nothing. */
  readonly beatHz?: number;
};

/** One period; it is repeated for as long as the tone lasts. */
export type Cadence = readonly TonePart[];
export type CountryTones = Readonly<Record<ToneName, Cadence>>;

const silence = (ms: number): TonePart => ({ ms, frequenciesHz: [] });
const sound = (ms: number, ...frequenciesHz: number[]): TonePart => ({ ms, frequenciesHz });
const beats = (ms: number, frequencyHz: number, beatHz: number): TonePart => ({
  ms,
  frequenciesHz: [frequencyHz],
  beatHz,
});

/** Sound and silence of these lengths by turns. */
const pulses = (frequenciesHz: readonly number[], ...lengthsMs: number[]): Cadence =>
  lengthsMs.map((ms, i) => (i % 2 === 0 ? sound(ms, ...frequenciesHz) : silence(ms)));

/** The double ring of the British and those who learned from them. */
const doubleRing = (part: (ms: number) => TonePart, pauseMs = 2000): Cadence => [
  part(400),
  silence(200),
  part(400),
  silence(pauseMs),
];

/** E.180 §7: three rising tones, the same in nearly all countries. */
const specialInformation: Cadence = [sound(330, 950), sound(330, 1400), sound(330, 1800), silence(1000)];

const one = {
  425: [425],
  400: [400],
  440: [440],
  450: [450],
} as const;
const americanRing = [440, 480];
const americanBusy = [480, 620];

const countries = {
  CN: {
    ringback: pulses(one[450], 1000, 4000),
    busy: pulses(one[450], 350, 350),
    congestion: pulses(one[450], 700, 700),
    "call-waiting": pulses(one[450], 400, 4000),
    // China has a tone of its own: three short ones and a long one.
    "special-information": pulses(one[450], 100, 100, 100, 100, 100, 100, 400, 400),
  },
  US: {
    ringback: pulses(americanRing, 2000, 4000),
    busy: pulses(americanBusy, 500, 500),
    congestion: pulses(americanBusy, 250, 250),
    "call-waiting": pulses(one[440], 300, 10_000),
    "special-information": specialInformation,
  },
  GB: {
    ringback: doubleRing((ms) => sound(ms, 400, 450)),
    busy: pulses(one[400], 375, 375),
    congestion: pulses(one[400], 400, 350, 225, 525),
    "call-waiting": pulses(one[400], 100, 4000),
    "special-information": specialInformation,
  },
  DE: {
    ringback: pulses(one[425], 1000, 4000),
    busy: pulses(one[425], 480, 480),
    congestion: pulses(one[425], 240, 240),
    "call-waiting": pulses(one[425], 200, 200, 200, 5000),
    "special-information": specialInformation,
  },
  FR: {
    ringback: pulses(one[440], 1500, 3500),
    busy: pulses(one[440], 500, 500),
    congestion: pulses(one[440], 250, 250),
    "call-waiting": pulses(one[440], 300, 10_000),
    "special-information": specialInformation,
  },
  JP: {
    ringback: [beats(1000, 400, 16), silence(2000)],
    busy: pulses(one[400], 500, 500),
    congestion: pulses(one[400], 500, 500),
    "call-waiting": [beats(500, 400, 16), silence(8000)],
    "special-information": specialInformation,
  },
  AU: {
    ringback: doubleRing((ms) => sound(ms, 413, 438)),
    busy: pulses(one[425], 375, 375),
    congestion: pulses(one[425], 375, 375),
    "call-waiting": pulses(one[425], 200, 200, 200, 4400),
    "special-information": specialInformation,
  },
  IN: {
    ringback: doubleRing((ms) => beats(ms, 400, 25)),
    busy: pulses(one[400], 750, 750),
    congestion: pulses(one[400], 250, 250),
    "call-waiting": pulses(one[400], 200, 100, 200, 7500),
    "special-information": specialInformation,
  },
  BR: {
    ringback: pulses(one[425], 1000, 4000),
    busy: pulses(one[425], 250, 250),
    congestion: pulses(one[425], 250, 250, 750, 250),
    "call-waiting": pulses(one[425], 50, 1000),
    "special-information": specialInformation,
  },
  HK: {
    ringback: doubleRing((ms) => sound(ms, ...americanRing), 3000),
    busy: pulses(americanBusy, 500, 500),
    congestion: pulses(americanBusy, 250, 250),
    "call-waiting": pulses(one[440], 500, 500, 500, 500, 500, 8000),
    "special-information": specialInformation,
  },
  TW: {
    ringback: pulses(americanRing, 1000, 2000),
    busy: pulses(americanBusy, 500, 500),
    congestion: pulses(americanBusy, 250, 250),
    "call-waiting": pulses([350, 440], 250, 250, 250, 3250),
    "special-information": specialInformation,
  },
  SG: {
    ringback: doubleRing((ms) => beats(ms, 425, 24)),
    busy: pulses(one[425], 750, 750),
    congestion: pulses(one[425], 250, 250),
    "call-waiting": [beats(300, 425, 24), silence(200), beats(300, 425, 24), silence(3200)],
    "special-information": specialInformation,
  },
} as const satisfies Record<string, CountryTones>;

export type ToneCountry = keyof typeof countries;
export const toneCountries = Object.keys(countries) as readonly ToneCountry[];

/** The tones of a country by its ISO 3166 letters; of one that is not in the table, those that most others have (Germany's). */
export function tonesOf(country: string): CountryTones {
  return Object.hasOwn(countries, country) ? countries[country as ToneCountry] : countries.DE;
}
