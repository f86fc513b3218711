// A certificate authority for tests, made with openssl: certificates for any names, and what TLS takes of them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { TlsCredentials } from "../transport/index.ts";

export type TestPair = { readonly cert: string; readonly key: string };

export class TestAuthority {
  /** Its own certificate, in PEM. */
  readonly certificate: string;
  readonly folder: string = mkdtempSync(join(tmpdir(), "tandem-authority-"));
  #issued = 0;

  constructor() {
    const own = ["-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE", "-days", "2"];
    this.#openssl("req", "-x509", ...newKey("ca"), ...own, "-out", "ca.pem");
    this.certificate = this.#read("ca.pem");
  }

  /** A certificate for these subjectAltNames, such as "DNS:sip.example" or "URI:sip:example"; none for a bare one. */
  issue(names: readonly string[], commonName = "test"): TestPair {
    const name = `pair${this.#issued++}`;
    const alternatives = names.length === 0 ? "" : `subjectAltName=${names.join(",")}`;
    writeFileSync(join(this.folder, `${name}.ext`), alternatives);
    this.#openssl("req", ...newKey(name), "-subj", `/CN=${commonName}`, "-out", `${name}.csr`);
    const signer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    const files = ["-in", `${name}.csr`, "-extfile", `${name}.ext`, "-out", `${name}.pem`];
    this.#openssl("x509", "-req", ...signer, ...files);
    return { cert: this.#read(`${name}.pem`), key: this.#read(`${name}.key`) };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  #read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  #openssl(...argumentsOf: readonly string[]): void {
    execFileSync("openssl", argumentsOf, { cwd: this.folder, stdio: "pipe" });
  }
}

function newKey(name: string): string[] {
  return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
}

/** Credentials whose certificates a test can change; `byName` for clients that name a host. */
export function testCredentials(
  first: TestPair,
  byName: Readonly<Record<string, TestPair>> = {},
): TlsCredentials & { replace(pair: TestPair): void } {
  let current = first;
  const listeners = new Set<() => void>();
  return {
    serverOptions: () => ({
      ...current,
      minVersion: "TLSv1.2",
      SNICallback: (name, done) => {
        const pair = byName[name];
        done(null, pair && createSecureContext(pair));
      },
    }),
    clientOptions: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    replace(pair) {
      current = pair;
      for (const listener of listeners) listener();
    },
  };
}
