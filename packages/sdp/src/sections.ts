// SDP text cut into its sections and lines (RFC 8866 §5): the session's own, and one for each media line.

/** What stands under the session or under one media line. */
export type Section = {
  /** The address of the `c=` line, without its TTL. */
  connectionAddress: string | undefined;
  /** The `a=` lines in order: name, and what follows the colon ("" for a flag). */
  readonly attributes: { readonly name: string; readonly value: string }[];
};

export type MediaSection = Section & {
  readonly kind: string;
  /** NaN when it is no number. */
  readonly port: number;
  readonly protocol: string;
  /** Formats, as they stand. */
  readonly formats: string;
};

export type Sections = {
  /** The parts of the `o=` line; undefined when there is none. */
  origin: readonly string[] | undefined;
  readonly session: Section;
  readonly media: MediaSection[];
};

/** Cuts text into sections; undefined when a media line has no port, protocol and format. */
export function readSections(text: string): Sections | undefined {
  const sections: Sections = { origin: undefined, session: newSection(), media: [] };
  let section: Section = sections.session;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline;
    const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    const value = text.slice(start + 2, end);
    if (text[start + 1] === "=") {
      switch (text.charAt(start)) {
        case "a":
          section.attributes.push(attributeOf(value));
          break;
        case "c":
          section.connectionAddress = value.split(" ")[2]?.split("/")[0] ?? "";
          break;
        case "m": {
          const media = mediaOf(value);
          if (media === undefined) return undefined;
          sections.media.push(media);
          section = media;
          break;
        }
        case "o":
          sections.origin ??= value.split(" ");
          break;
      }
    }
    start = next + 1;
  }
  return sections;
}

/** The first attribute of that name, in the media section or else in the session's. */
export function attribute(name: string, media: Section, session?: Section): string | undefined {
  const own = media.attributes.find((each) => each.name === name);
  return (own ?? session?.attributes.find((each) => each.name === name))?.value;
}

const carriageReturn = 13;

function newSection(): Section {
  return { connectionAddress: undefined, attributes: [] };
}

function attributeOf(text: string): { name: string; value: string } {
  const colon = text.indexOf(":");
  return colon === -1
    ? { name: text, value: "" }
    : { name: text.slice(0, colon), value: text.slice(colon + 1) };
}

/** The value of `m=<media> <port>[/<number of ports>] <proto> <fmt> …`. */
function mediaOf(text: string): MediaSection | undefined {
  const match = /^(\S+) (\d+)(?:\/\d+)? (\S+) (\S.*)$/.exec(text);
  if (match === null) return undefined;
  const [, kind = "", port = "", protocol = "", formats = ""] = match;
  return { ...newSection(), kind, port: Number(port), protocol, formats: formats.trimEnd() };
}
