// The places that calls are parked at, as numbers that phones dial. Pure.

const firstPlace = 701;
const lastPlace = 720;

export function isParkPlace(number: string): boolean {
  return /^\d{3}$/.test(number) && Number(number) >= firstPlace && Number(number) <= lastPlace;
}

/** The first place at which nobody waits and that is no number of anybody; undefined when all are taken. */
export function freePlace(isTaken: (place: string) => boolean): string | undefined {
  for (let place = firstPlace; place <= lastPlace; place++) if (!isTaken(`${place}`)) return `${place}`;
  return undefined;
}
