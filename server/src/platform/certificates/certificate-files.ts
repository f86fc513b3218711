// The folder of certificates: which files are pairs, and what is in them.
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCertificate } from "./certificate.ts";
import type { Certificate, CertificateError, CertificatePair } from "./certificate.ts";
import type { Result } from "@tandem/kernel";
import { err } from "@tandem/kernel";

/** A pair that was found, by its name: the files without their endings. */
export type FoundCertificate = {
  readonly name: string;
  readonly read: Result<Certificate, CertificateError>;
};

/** The name under which we keep the one that we made. */
export const selfSignedName = "self-signed";
/** What certbot and most ACME clients write. */
const acmeFiles = { certificate: "fullchain.pem", key: "privkey.pem" } as const;
const acmeName = "fullchain";
const certificateEnding = ".crt.pem";
const keyEnding = ".key.pem";

/** Every pair of the folder, by name; a folder that is not there is empty. */
export function readFolder(folder: string): FoundCertificate[] {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  const pairs = files
    .filter((file) => file.endsWith(certificateEnding))
    .map((file) => file.slice(0, -certificateEnding.length))
    .map((name) => ({ name, certificate: name + certificateEnding, key: name + keyEnding }));
  if (files.includes(acmeFiles.certificate)) pairs.push({ name: acmeName, ...acmeFiles });
  return pairs
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, certificate, key }) => ({ name, read: readPair(folder, { certificate, key }) }));
}

function readPair(folder: string, files: CertificatePair): Result<Certificate, CertificateError> {
  try {
    return readCertificate({
      certificate: readFileSync(join(folder, files.certificate), "utf8"),
      key: readFileSync(join(folder, files.key), "utf8"),
    });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return err({ kind: "unusable-certificate", message: `${path ?? folder} cannot be read (${code})` });
  }
}

/** Keeps the pair that we made; only the owner may read the key. Throws when the disk does not take it. */
export function writeSelfSigned(folder: string, pair: CertificatePair): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(join(folder, selfSignedName + keyEnding), pair.key, 0o600);
  writeWhole(join(folder, selfSignedName + certificateEnding), pair.certificate, 0o644);
}

/** Nobody ever reads half a file. */
function writeWhole(path: string, text: string, mode: number): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text, { mode });
  chmodSync(partial, mode);
  renameSync(partial, path);
}
