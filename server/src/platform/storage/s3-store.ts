// An S3-compatible object store: Amazon's, MinIO, Ceph and others. Addresses have the bucket in their path, which all take.
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { AwsV4Signer } from "aws4fetch";
import type { ObjectStore, StorageError, StoredFile } from "./object-store.ts";

export type S3Settings = {
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** In front of every key; empty, or ends with "/". */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

type Asked = {
  readonly method: "PUT" | "GET" | "HEAD" | "DELETE";
  readonly key: string;
  readonly headers?: Record<string, string>;
  readonly body?: Blob;
};

/** To answer; a body gets time by its length besides. */
const patienceMs = 20_000;
/** Slower than this counts as away. */
const leastBytesPerMs = 50;
/** Of what a read-back asks for at once. */
const readBackBytes = 8 * 1024 * 1024;
/** SHA-256 of nothing. */
const emptySha256 = createHash("sha256").digest("hex");

export class S3Store implements ObjectStore {
  readonly #settings: S3Settings;
  /** Signing keys, which hold for a day. */
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  async put(key: string, file: StoredFile): Promise<Result<undefined, StorageError>> {
    const body = await openAsBlob(file.path);
    const md5 = Buffer.from(file.md5, "hex").toString("base64");
    // The signature speaks for the checksum, so that the store refuses what arrives as something else.
    const headers = {
      "x-amz-content-sha256": file.sha256,
      "content-md5": md5,
      "content-type": "application/octet-stream",
    };
    const answer = await this.#ask({ method: "PUT", key, headers, body });
    if (!answer.ok) return answer;
    await answer.value.body?.cancel();
    const isSame = answer.value.headers.get("etag")?.replaceAll('"', "") === file.md5;
    return isSame ? this.#checkSize(key, file) : this.#readBack(key, file);
  }

  async get(key: string, { first, last }: { first: number; last: number }) {
    if (last < first) return ok(Buffer.alloc(0));
    const answer = await this.#ask({ method: "GET", key, headers: { range: `bytes=${first}-${last}` } });
    if (!answer.ok) return answer;
    if (answer.value.status !== 206) {
      await answer.value.body?.cancel();
      return err({ kind: "refused", message: "the store answers no ranges" } as const);
    }
    return received(answer.value);
  }

  async head(key: string) {
    const answer = await this.#ask({ method: "HEAD", key });
    return answer.ok ? ok({ bytes: Number(answer.value.headers.get("content-length")) }) : answer;
  }

  async delete(key: string): Promise<Result<undefined, StorageError>> {
    const answer = await this.#ask({ method: "DELETE", key });
    if (!answer.ok) return answer.error.kind === "not-found" ? ok() : answer;
    await answer.value.body?.cancel();
    return ok();
  }

  async #checkSize(key: string, { bytes }: StoredFile): Promise<Result<undefined, StorageError>> {
    const there = await this.head(key);
    if (!there.ok) return there;
    return there.value.bytes === bytes ? ok() : damaged(`${there.value.bytes} bytes of ${bytes} are there`);
  }

  /** The entity tag is no MD5 where the store encrypts by itself: then all of it is read once more. */
  async #readBack(key: string, { bytes, sha256 }: StoredFile): Promise<Result<undefined, StorageError>> {
    const hash = createHash("sha256");
    for (let first = 0; first < bytes; first += readBackBytes) {
      const part = await this.get(key, { first, last: Math.min(bytes, first + readBackBytes) - 1 });
      if (!part.ok) return part;
      hash.update(part.value);
    }
    const sized = await this.#checkSize(key, { bytes } as StoredFile);
    if (!sized.ok) return sized;
    return hash.digest("hex") === sha256 ? ok() : damaged("its checksum is another");
  }

  async #ask({ method, key, headers = {}, body }: Asked): Promise<Result<Response, StorageError>> {
    const { endpoint, region, bucket, prefix, accessKeyId, secretAccessKey } = this.#settings;
    try {
      const signed = await new AwsV4Signer({
        method,
        url: `${endpoint}/${bucket}/${prefix}${key}`,
        headers: { "x-amz-content-sha256": emptySha256, ...headers },
        service: "s3",
        region,
        accessKeyId,
        secretAccessKey,
        cache: this.#signingKeys,
      }).sign();
      const signal = AbortSignal.timeout(
        patienceMs + Math.ceil((body?.size ?? readBackBytes) / leastBytesPerMs),
      );
      const init = { method, headers: signed.headers, signal, redirect: "manual" } as const;
      const answer = await fetch(signed.url, body === undefined ? init : { ...init, body });
      if (answer.ok) return ok(answer);
      return err(await refusalOf(answer, this.#settings));
    } catch (error) {
      const { message, cause } = error as Error;
      return err({ kind: "unreachable", message: cause instanceof Error ? cause.message : message });
    }
  }
}

async function received(answer: Response): Promise<Result<Buffer, StorageError>> {
  try {
    return ok(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    return err({ kind: "unreachable", message: (error as Error).message });
  }
}

/** What a refusal means for whoever runs the node; secrets are not in it. */
async function refusalOf(answer: Response, settings: S3Settings): Promise<StorageError> {
  const { status } = answer;
  const text = await answer.text().catch(() => "");
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "";
  const told = code === "" ? `HTTP ${status}` : `${code}, HTTP ${status}`;
  if (code === "NoSuchBucket") {
    return refused(`there is no bucket ${settings.bucket}: make it, or set TANDEM_S3_BUCKET (${told})`);
  }
  if (status === 404) return { kind: "not-found", message: told };
  if (code === "BadDigest" || code === "XAmzContentSHA256Mismatch") return { kind: "damaged", message: told };
  if (status === 301 || status === 307 || code === "AuthorizationHeaderMalformed") {
    const region = answer.headers.get("x-amz-bucket-region") ?? /<Region>([\w-]+)</.exec(text)?.[1];
    return refused(
      `the bucket is in another region: set TANDEM_S3_REGION${region ? ` to ${region}` : ""} (${told})`,
    );
  }
  if (code === "RequestTimeTooSkewed") return refused(`the clock of this machine is wrong: set it (${told})`);
  if (status === 401 || status === 403) {
    return refused(
      `the key is refused: check TANDEM_S3_ACCESS_KEY_ID and TANDEM_S3_SECRET_ACCESS_KEY, and that the key may put, get and delete in ${settings.bucket} (${told})`,
    );
  }
  if (status === 408 || status === 429 || status >= 500) return { kind: "unreachable", message: told };
  return refused(told);
}

function refused(message: string): StorageError {
  return { kind: "refused", message };
}

function damaged(message: string): Result<never, StorageError> {
  return err({ kind: "damaged", message });
}
