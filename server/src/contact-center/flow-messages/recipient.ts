// To whom something is sent: who can be it, and how much of them is kept.

/** Digits as of E.164, with + or as it is dialled in the country; 5 to 15 of them. */
const number = /^\+?[0-9]{5,15}$/;
/** RFC 5321 in the form that people use, and on one line: it may stand in a header of a mail. */
const address = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,180}\.[a-z0-9-]{2,63}$/i;

/** Pure: the recipient as it is sent; undefined when an SMS or e-mail cannot go there. */
export function canReceive(kind: "sms" | "e-mail", to: string): string | undefined {
  const written = kind === "sms" ? to.replaceAll(/[\s().-]/g, "") : to.trim();
  return (kind === "sms" ? number : address).test(written) ? written : undefined;
}

/** Pure: what lists show, and what is kept after sending. */
export function shortened(to: string): string {
  return `…${to.slice(-4)}`;
}
