// The certificates in use: reads the folder, follows its changes, serves them by name, and watches their end.
import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import type { SecureContext, TlsOptions } from "node:tls";
import type { Clock } from "@tandem/kernel";
import { minVersion, standsFor } from "./certificate.ts";
import type { Certificate, CertificatePair } from "./certificate.ts";
import { readFolder, selfSignedName, writeSelfSigned } from "./certificate-files.ts";
import { daysLeft, expiryState, soonDays, stepExpiry } from "./expiry.ts";
import type { Announced, ExpiryLevel, ExpiryState } from "./expiry.ts";

export type CertificateStatus = {
  /** Of its files. */
  readonly name: string;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** Milliseconds since the Unix epoch; undefined when nothing is known of it. */
  readonly notAfter: number | undefined;
  readonly daysLeft: number | undefined;
  readonly state: ExpiryState | "unreadable";
  /** What is wrong with its files. For "unreadable" with names: an older one is still in use. */
  readonly message: string | undefined;
};

export type CertificateNotice =
  | {
      readonly kind: "expiring";
      readonly name: string;
      readonly names: readonly string[];
      readonly level: ExpiryLevel;
    }
  | { readonly kind: "unusable"; readonly name: string; readonly message: string }
  | { readonly kind: "loaded"; readonly names: readonly string[] }
  | { readonly kind: "self-signed-made"; readonly names: readonly string[] };

export type CertificateStoreOptions = {
  readonly folder: string;
  readonly clock: Clock;
  /** Host names and addresses of this machine: what a certificate of our own has to stand for. */
  readonly ownNames: readonly string[];
  readonly issueSelfSigned: (
    names: readonly string[],
    validity: { from: number; until: number },
  ) => CertificatePair;
  readonly onNotice: (notice: CertificateNotice) => void;
};

type Entry = { readonly name: string; certificate: Certificate | undefined; problem: string | undefined };

/** Two files are written one after the other: both should be there when they are read. */
const settleMs = 500;
/** Changes that the system does not tell (network file systems), and days that pass. */
const lookEveryMs = 3_600_000;
const dayMs = 86_400_000;
/** As long as browsers accept one certificate; it is made anew 30 days before. */
const selfSignedMs = 397 * dayMs;

export class CertificateStore {
  readonly #options: CertificateStoreOptions;
  readonly #listeners = new Set<() => void>();
  #entries: readonly Entry[] = [];
  #announced: Announced = new Map();
  #watcher: FSWatcher | undefined;
  #stopSettling: (() => void) | undefined;
  #stopLooking: (() => void) | undefined;

  constructor(options: CertificateStoreOptions) {
    this.#options = options;
  }

  /** Reads the folder, makes a certificate when there is none that can be used, and follows changes from then on. */
  start(): void {
    this.reload();
    this.#watch();
    this.#lookLater();
  }

  /** Stops following changes. */
  close(): void {
    this.#watcher?.close();
    this.#stopSettling?.();
    this.#stopLooking?.();
    this.#listeners.clear();
  }

  /** For a TLS server: the default certificate, and the choice by name. Throws before `start`. */
  serverOptions(): TlsOptions {
    return {
      ...this.clientOptions(),
      minVersion,
      SNICallback: (host, done) => done(null, this.#contextFor(host)),
    };
  }

  clientOptions(): { cert: string; key: string } {
    const { pair } = this.#default();
    return { cert: pair.certificate, key: pair.key };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Every pair of the folder, the default one first. */
  statuses(): CertificateStatus[] {
    const now = this.#options.clock.now();
    return this.#entries.map(({ name, certificate, problem }) => ({
      name,
      names: certificate?.names ?? [],
      issuer: certificate?.issuer ?? "",
      isSelfSigned: certificate?.isSelfSigned ?? false,
      notAfter: certificate?.notAfter,
      daysLeft: certificate && daysLeft(certificate.notAfter, now),
      state:
        problem !== undefined || certificate === undefined
          ? "unreadable"
          : expiryState(certificate.notAfter, now),
      message: problem,
    }));
  }

  /** Reads the folder again now. A file that cannot be used leaves the certificate before it in use. */
  reload(): void {
    const before = this.#prints();
    this.#read();
    if (this.#needsSelfSigned()) {
      this.#makeSelfSigned();
      this.#read();
    }
    if (this.#prints() !== before) {
      const names = this.#entries.flatMap(({ certificate }) => certificate?.names ?? []);
      this.#options.onNotice({ kind: "loaded", names });
      for (const listener of this.#listeners) listener();
    }
    this.#announce();
  }

  #read(): void {
    const known = new Map(this.#entries.map((entry) => [entry.name, entry]));
    const found = readFolder(this.#options.folder).map(({ name, read }): Entry => {
      const former = known.get(name);
      const problem = read.ok ? this.#whyWorse(read.value, former?.certificate) : read.error.message;
      if (read.ok && problem === undefined) return { name, certificate: read.value, problem: undefined };
      if (problem !== undefined && problem !== former?.problem)
        this.#options.onNotice({ kind: "unusable", name, message: problem });
      return { name, certificate: former?.certificate, problem };
    });
    this.#entries = found.toSorted((a, b) => rank(a) - rank(b));
  }

  #whyWorse(read: Certificate, former: Certificate | undefined): string | undefined {
    const now = this.#options.clock.now();
    const isWorse = former !== undefined && read.notAfter <= now && former.notAfter > now;
    return isWorse ? "the new certificate has expired already" : undefined;
  }

  /** Ours is made when nothing else can be used, and again when it ends soon or this machine has other names. */
  #needsSelfSigned(): boolean {
    const usable = this.#entries.filter(({ certificate }) => certificate !== undefined);
    if (usable.some(({ name }) => name !== selfSignedName)) return false;
    const ours = usable[0]?.certificate;
    if (ours === undefined) return true;
    const isEnding = ours.notAfter - this.#options.clock.now() < soonDays * dayMs;
    return isEnding || this.#options.ownNames.some((name) => standsFor(ours, name) === "not");
  }

  #makeSelfSigned(): void {
    const { folder, clock, ownNames, issueSelfSigned, onNotice } = this.#options;
    const now = clock.now();
    // A clock that is a day off should still accept it.
    const pair = issueSelfSigned(ownNames, { from: now - dayMs, until: now + selfSignedMs });
    writeSelfSigned(folder, pair);
    onNotice({ kind: "self-signed-made", names: ownNames });
  }

  #announce(): void {
    const watched = this.#entries.flatMap(({ name, certificate }) =>
      certificate ? [{ ...certificate, name }] : [],
    );
    const { state, due } = stepExpiry(this.#announced, watched, this.#options.clock.now());
    this.#announced = state;
    for (const { name, names, level } of due)
      this.#options.onNotice({ kind: "expiring", name, names, level });
  }

  #default(): Certificate {
    const certificate = this.#entries.find((entry) => entry.certificate)?.certificate;
    if (certificate === undefined) throw new Error("the certificate store was not started");
    return certificate;
  }

  #contextFor(host: string): SecureContext {
    const certificates = this.#entries.flatMap(({ certificate }) => certificate ?? []);
    const by = (how: "exactly" | "by-wildcard") =>
      certificates.find((certificate) => standsFor(certificate, host) === how);
    return (by("exactly") ?? by("by-wildcard") ?? this.#default()).context;
  }

  #prints(): string {
    return this.#entries.map(({ certificate }) => certificate?.fingerprint ?? "").join(" ");
  }

  #watch(): void {
    const onChange = () => {
      this.#stopSettling?.();
      this.#stopSettling = this.#options.clock.after(settleMs, () => this.#reloadSafely());
    };
    try {
      this.#watcher = watch(this.#options.folder, { persistent: false }, onChange);
      // A folder that was taken away: the hourly look finds it when it is back.
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // The system has no watches left: the hourly look has to do.
    }
  }

  #lookLater(): void {
    this.#stopLooking = this.#options.clock.after(lookEveryMs, () => {
      this.#reloadSafely();
      this.#lookLater();
    });
  }

  /** A disk that is full must not end the process: the certificates in use stay. */
  #reloadSafely(): void {
    try {
      this.reload();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.onNotice({ kind: "unusable", name: selfSignedName, message });
    }
  }
}

/** "default" is the operator's word; our own certificate is what is left when there is no other. */
function rank({ name, certificate }: Entry): number {
  if (certificate === undefined) return 3;
  if (name === "default") return 0;
  return name === selfSignedName ? 2 : 1;
}
