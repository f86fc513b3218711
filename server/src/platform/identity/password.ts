// Passwords: hashed slowly, compared in constant time, a few at a time.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";

/** ln is log2 of the cost; OWASP's password storage sheet names 2^15, 8, 3 among its equals. 32 MB each. */
const current = { ln: 15, r: 8, p: 3 };
const saltBytes = 16;
const hashBytes = 32;

/**
 * How many are computed at once. libuv has four threads, which also write files and the journal:
 * a rush of sign-ins must leave some of them free.
 */
const maxConcurrent = 2;

type Parameters = { ln: number; r: number; p: number };

/** The hash as text that carries its own parameters: `$scrypt$ln=15,r=8,p=3$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, current);
  return `$scrypt$ln=${current.ln},r=${current.r},p=${current.p}$${base64(salt)}$${base64(hash)}`;
}

/** True when the password is the one that was hashed. Without a hash it takes as long and is false. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const parsed = stored === undefined ? undefined : parseHash(stored);
  if (parsed === undefined) {
    await derive(password, randomBytes(saltBytes), current);
    return false;
  }
  return timingSafeEqual(await derive(password, parsed.salt, parsed.parameters), parsed.hash);
}

/** A password for people to read aloud and type: 12 letters and digits without look-alikes, 59 bits. */
export function readablePassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return [group(), group(), group()].join("-");
}

const hashPattern = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

function parseHash(stored: string): { parameters: Parameters; salt: Buffer; hash: Buffer } | undefined {
  const [, ln, r, p, salt = "", hash = ""] = hashPattern.exec(stored) ?? [];
  const bytes = Buffer.from(hash, "base64");
  if (ln === undefined || bytes.length !== hashBytes) return undefined;
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { parameters, salt: Buffer.from(salt, "base64"), hash: bytes };
}

const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

async function derive(password: string, salt: Buffer, { ln, r, p }: Parameters): Promise<Buffer> {
  await turns.take();
  try {
    // The same letter typed on two keyboards may be two sequences of code points (RFC 8265 §4.2.1).
    const text = password.normalize("NFC");
    const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 256 };
    return await new Promise((resolve, reject) => {
      scrypt(text, salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    turns.giveBack();
  }
}

/** First come, first served: a turn that is given back goes to who waits longest. */
const turns = {
  free: maxConcurrent,
  waiting: [] as (() => void)[],
  take(): Promise<void> {
    if (this.free === 0) return new Promise((resolve) => void this.waiting.push(resolve));
    this.free--;
    return Promise.resolve();
  },
  giveBack(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  },
};
