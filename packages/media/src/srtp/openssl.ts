// Owns the fast cipher engine: direct calls into the OpenSSL that is part of the Node program itself.
import { koffi, nativeAddress, nativeBuffer } from "../native-buffer.ts";
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
  return {
    name: "openssl",
    registers: scratch,
    counterCipher: (key) => createCounterCipher(library, scratch, key),
    authenticator: (key) => createAuthenticator(library, scratch, key),
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
      newHmac: call("uintptr_t HMAC_CTX_new()"),
      freeHmac: call("void HMAC_CTX_free(uintptr_t)"),
      hmacInit: call("int HMAC_Init_ex(uintptr_t, uintptr_t, int, uintptr_t, uintptr_t)"),
      hmacUpdate: call("int HMAC_Update(uintptr_t, uintptr_t, size_t)"),
      hmacFinal: call("int HMAC_Final(uintptr_t, uintptr_t, uintptr_t)"),
      counterMode: call("uintptr_t EVP_aes_128_ctr()")(),
      galoisMode: call("uintptr_t EVP_aes_128_gcm()")(),
      sha1: call("uintptr_t EVP_sha1()")(),
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
    digestAddress: address + 24,
    writtenAddress: address + 48,
  };
}

function createCounterCipher(library: Library, scratch: Scratch, key: Uint8Array): CounterCipher {
  const { encryptInit, encryptUpdate } = library;
  const { vectorAddress, writtenAddress } = scratch;
  const context = library.newCipher();
  succeed(context !== 0 && encryptInit(context, library.counterMode, 0, nativeAddress(key), 0) === 1);
  return {
    apply(packet, start, end) {
      const text = nativeAddress(packet) + start;
      const status =
        encryptInit(context, 0, 0, 0, vectorAddress) &
        encryptUpdate(context, text, writtenAddress, text, end - start);
      succeed(status === 1);
    },
    close: () => void library.freeCipher(context),
  };
}

function createAuthenticator(library: Library, scratch: Scratch, key: Uint8Array): Authenticator {
  const { hmacInit, hmacUpdate, hmacFinal } = library;
  const { digestAddress, writtenAddress } = scratch;
  const context = library.newHmac();
  succeed(context !== 0 && hmacInit(context, nativeAddress(key), key.length, library.sha1, 0) === 1);
  return {
    compute(packet, end) {
      // Without a key this starts over under the key it has.
      const status =
        hmacInit(context, 0, 0, 0, 0) &
        hmacUpdate(context, nativeAddress(packet), end) &
        hmacFinal(context, digestAddress, writtenAddress);
      succeed(status === 1);
    },
    close: () => void library.freeHmac(context),
  };
}

function createSealingCipher(library: Library, scratch: Scratch, key: Uint8Array): SealingCipher {
  const { encryptInit, encryptUpdate, encryptFinal, decryptInit, decryptUpdate, decryptFinal, control } =
    library;
  const { vectorAddress, wordAddress, writtenAddress } = scratch;
  const context = library.newCipher();
  succeed(context !== 0 && encryptInit(context, library.galoisMode, 0, nativeAddress(key), 0) === 1);
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
