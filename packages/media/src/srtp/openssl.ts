// Owns the fast cipher engine: direct calls into the OpenSSL that is part of the Node program itself. Thousands of legs
// take turns: what a leg keeps is its key alone, and the contexts that OpenSSL works in are shared and stay in the cache.
import { koffi, nativeAddress, nativeBuffer, releaseNativeBuffer } from "../native-buffer.ts";
import type { NativeBuffer } from "../native-buffer.ts";
import { GCM_TAG_LENGTH } from "./crypto-engine.ts";
import type { Authenticator, CounterCipher, CryptoEngine, SealingCipher } from "./crypto-engine.ts";

/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG of openssl/evp.h. */
const GET_TAG = 0x10;
const SET_TAG = 0x11;

/** A C function whose arguments are addresses and lengths, and whose result is an address or a status. */
type NativeCall = (...operands: number[]) => number;
type Library = NonNullable<ReturnType<typeof bindLibrary>>;
type Scratch = ReturnType<typeof createScratch>;

/** The engine, or undefined where the interface or one of the symbols is missing. */
export function createOpensslEngine(): CryptoEngine | undefined {
  const library = bindLibrary();
  if (library === undefined) return undefined;
  const scratch = createScratch();
  const counterMode = new CounterMode(library, scratch);
  const hmac = new HmacSha1(library, scratch);
  return {
    name: "openssl",
    registers: scratch,
    counterCipher: (key) => new OpensslCounterCipher(counterMode, key),
    authenticator: (key) => new OpensslAuthenticator(hmac, key),
    sealingCipher: (key) => createSealingCipher(library, scratch, key),
  };
}

function bindLibrary() {
  if (koffi === undefined) return undefined;
  try {
    const library = koffi.load(null);
    const call = (prototype: string): NativeCall => library.func(prototype);
    const operands = "uintptr_t, uintptr_t, uintptr_t, uintptr_t";
    return {
      newCipher: call("uintptr_t EVP_CIPHER_CTX_new()"),
      freeCipher: call("void EVP_CIPHER_CTX_free(uintptr_t)"),
      encryptInit: call(`int EVP_EncryptInit_ex(uintptr_t, ${operands})`),
      encryptUpdate: call("int EVP_EncryptUpdate(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)"),
      encryptFinal: call("int EVP_EncryptFinal_ex(uintptr_t, uintptr_t, uintptr_t)"),
      decryptInit: call(`int EVP_DecryptInit_ex(uintptr_t, ${operands})`),
      decryptUpdate: call("int EVP_DecryptUpdate(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)"),
      decryptFinal: call("int EVP_DecryptFinal_ex(uintptr_t, uintptr_t, uintptr_t)"),
      control: call("int EVP_CIPHER_CTX_ctrl(uintptr_t, int, int, uintptr_t)"),
      sha1Init: call("int SHA1_Init(uintptr_t)"),
      sha1Update: call("int SHA1_Update(uintptr_t, uintptr_t, size_t)"),
      sha1Final: call("int SHA1_Final(uintptr_t, uintptr_t)"),
      sha1Transform: call("void SHA1_Transform(uintptr_t, uintptr_t)"),
      counterMode: call("uintptr_t EVP_aes_128_ctr()")(),
      galoisMode128: call("uintptr_t EVP_aes_128_gcm()")(),
      galoisMode256: call("uintptr_t EVP_aes_256_gcm()")(),
    };
  } catch {
    return undefined;
  }
}

/** The registers and an output length nobody reads, at fixed addresses for as long as the thread lives. */
function createScratch() {
  const { bytes, address } = nativeBuffer(64);
  return {
    initializationVector: bytes.subarray(0, 16),
    vectorAddress: address,
    associatedWord: bytes.subarray(16, 20),
    wordAddress: address + 16,
    digest: bytes.subarray(24, 44),
    writtenAddress: address + 48,
  };
}

/** AES-128 in counter mode in one context: setting a key anew costs less than fetching another context from memory. */
class CounterMode {
  readonly #library: Library;
  readonly #scratch: Scratch;
  readonly #context: number;

  constructor(library: Library, scratch: Scratch) {
    this.#library = library;
    this.#scratch = scratch;
    this.#context = library.newCipher();
    succeed(this.#context !== 0 && library.encryptInit(this.#context, library.counterMode, 0, 0, 0) === 1);
  }

  apply(keyAddress: number, packet: Uint8Array, start: number, end: number): void {
    const { encryptInit, encryptUpdate } = this.#library;
    const { vectorAddress, writtenAddress } = this.#scratch;
    const text = nativeAddress(packet) + start;
    const status =
      encryptInit(this.#context, 0, 0, keyAddress, vectorAddress) &
      encryptUpdate(this.#context, text, writtenAddress, text, end - start);
    succeed(status === 1);
  }
}

class OpensslCounterCipher implements CounterCipher {
  readonly #mode: CounterMode;
  readonly #key: NativeBuffer;
  readonly #keyAddress: number;

  constructor(mode: CounterMode, key: Uint8Array) {
    this.#mode = mode;
    this.#key = nativeBuffer(key.length);
    this.#key.bytes.set(key);
    this.#keyAddress = this.#key.address;
  }

  apply(packet: Uint8Array, start: number, end: number): void {
    this.#mode.apply(this.#keyAddress, packet, start, end);
  }

  close(): void {
    this.#key.bytes.fill(0);
    releaseNativeBuffer(this.#key);
  }
}

/** A state of SHA-1: its five words. */
const stateWords = 5;
/** Where the struct SHA_CTX of openssl/sha.h has, in words of 32 bits, the bits hashed so far and the bytes that wait. */
const shaContext = { words: 24, bitsLow: 5, bitsHigh: 6, waiting: 23 };
const blockLength = 64;

/**
 * HMAC-SHA1 (RFC 2104 §4) from the two states that a key leads to: a packet is hashed from the first, and its digest, a
 * block of its own with the padding of SHA-1 behind it, from the second.
 */
class HmacSha1 {
  readonly #library: Library;
  readonly #digest: Uint8Array;
  readonly #context = nativeBuffer(4 * shaContext.words);
  readonly #words = new Uint32Array(this.#context.bytes.buffer);
  readonly #block = nativeBuffer(blockLength);

  constructor(library: Library, scratch: Scratch) {
    this.#library = library;
    this.#digest = scratch.digest;
  }

  /** Both states, the first of the packet, then that of its digest. */
  statesOf(key: Uint8Array): Uint32Array<ArrayBuffer> {
    const states = new Uint32Array(new ArrayBuffer(4 * 2 * stateWords));
    [0x36, 0x5c].forEach((pad, i) => {
      this.#block.bytes.fill(pad);
      key.forEach((byte, at) => (this.#block.bytes[at] = byte ^ pad));
      succeed(this.#library.sha1Init(this.#context.address) === 1);
      this.#library.sha1Transform(this.#context.address, this.#block.address);
      states.set(this.#words.subarray(0, stateWords), i * stateWords);
    });
    this.#block.bytes.fill(0);
    // Behind the 20 bytes of a digest: a bit, and the length of key block and digest in bits.
    this.#block.bytes[20] = 0x80;
    new DataView(this.#block.bytes.buffer).setUint32(blockLength - 4, (blockLength + 20) * 8);
    return states;
  }

  compute(states: Uint32Array, packet: Uint8Array, end: number): void {
    const { sha1Update, sha1Final, sha1Transform } = this.#library;
    const context = this.#context.address;
    const words = this.#words;
    for (let i = 0; i < stateWords; i++) words[i] = states[i]!;
    words[shaContext.bitsLow] = 8 * blockLength;
    words[shaContext.bitsHigh] = 0;
    words[shaContext.waiting] = 0;
    const status = sha1Update(context, nativeAddress(packet), end) & sha1Final(this.#block.address, context);
    succeed(status === 1);
    for (let i = 0; i < stateWords; i++) words[i] = states[stateWords + i]!;
    sha1Transform(context, this.#block.address);
    for (let i = 0; i < stateWords; i++) {
      const word = words[i]!;
      this.#digest[4 * i] = word >>> 24;
      this.#digest[4 * i + 1] = word >>> 16;
      this.#digest[4 * i + 2] = word >>> 8;
      this.#digest[4 * i + 3] = word;
    }
  }
}

class OpensslAuthenticator implements Authenticator {
  readonly #hmac: HmacSha1;
  readonly #states: Uint32Array;

  constructor(hmac: HmacSha1, key: Uint8Array) {
    this.#hmac = hmac;
    this.#states = hmac.statesOf(key);
  }

  compute(packet: Uint8Array, end: number): void {
    this.#hmac.compute(this.#states, packet, end);
  }

  close(): void {
    this.#states.fill(0);
  }
}

function createSealingCipher(library: Library, scratch: Scratch, key: Uint8Array): SealingCipher {
  const { encryptInit, encryptUpdate, encryptFinal, decryptInit, decryptUpdate, decryptFinal, control } =
    library;
  const { vectorAddress, wordAddress, writtenAddress } = scratch;
  const context = library.newCipher();
  const mode = key.length === 32 ? library.galoisMode256 : library.galoisMode128;
  succeed(context !== 0 && encryptInit(context, mode, 0, nativeAddress(key), 0) === 1);
  // An update without an output address takes associated data.
  return {
    seal(packet, start, end, withAssociatedWord) {
      const base = nativeAddress(packet);
      let status = encryptInit(context, 0, 0, 0, vectorAddress);
      status &= encryptUpdate(context, 0, writtenAddress, base, start);
      if (withAssociatedWord) status &= encryptUpdate(context, 0, writtenAddress, wordAddress, 4);
      status &= encryptUpdate(context, base + start, writtenAddress, base + start, end - start);
      status &= encryptFinal(context, base + end, writtenAddress);
      status &= control(context, GET_TAG, GCM_TAG_LENGTH, base + end);
      succeed(status === 1);
    },
    open(packet, start, end, withAssociatedWord) {
      const base = nativeAddress(packet);
      let status = decryptInit(context, 0, 0, 0, vectorAddress);
      status &= control(context, SET_TAG, GCM_TAG_LENGTH, base + end);
      status &= decryptUpdate(context, 0, writtenAddress, base, start);
      if (withAssociatedWord) status &= decryptUpdate(context, 0, writtenAddress, wordAddress, 4);
      status &= decryptUpdate(context, base + start, writtenAddress, base + start, end - start);
      succeed(status === 1);
      return decryptFinal(context, base + end, writtenAddress) === 1;
    },
    close: () => void library.freeCipher(context),
  };
}

/** A packet that could not be encrypted must not go out: OpenSSL fails only by a bug or for want of memory. */
function succeed(succeeded: boolean): void {
  if (!succeeded) throw new Error("OpenSSL refused a cipher operation");
}
