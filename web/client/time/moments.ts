// Moments in the tenant's time zone and the reader's language.

type Place = { readonly locale: string; readonly timeZone: string };

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are costly to make (about 50 µs) and tables ask for hundreds. */
function formatter(place: Place, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${place.locale} ${place.timeZone} ${name}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(place.locale, {
    ...options,
    timeZone: place.timeZone,
    hourCycle: "h23",
  });
  formatters.set(key, made);
  return made;
}

const timeOfDay = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;

/** Date and time to the second, such as `2026/10/17 09:05:00`. */
export function formatDateTime(iso: string, place: Place): string {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", ...timeOfDay } as const;
  return formatter(place, "date-time", options).format(new Date(iso));
}

/** Time to the second, such as `09:05:00`. */
export function formatTimeOfDay(iso: string, place: Place): string {
  return formatter(place, "time", timeOfDay).format(new Date(iso));
}
