// Seals chunks of recordings by direct calls into the OpenSSL that is part of Node: a tenth of what node:crypto costs,
// which makes objects for each chunk. A file of its own, as control has no use for the native library.
import { Buffer } from "node:buffer";
import { koffi, nativeAddress, nativeBuffer } from "../native-buffer.ts";
import { additionalData, sealedChunkBytes, tagBytes, writeNonce } from "../recording-file/index.ts";
import type { ChunkSealer, CreateSealer } from "../recording-file/index.ts";

/** EVP_CTRL_AEAD_GET_TAG of openssl/evp.h. */
const getTag = 0x10;
const digestBytes = 32;
/** A chunk's additional data: its index and the recording's id. */
const longestAbout = 512;

type NativeCall = (...operands: number[]) => number;
type Library = NonNullable<ReturnType<typeof bindLibrary>>;
type Registers = ReturnType<typeof createRegisters>;

/** Makes sealers of this thread; undefined where the interface or one of the symbols is missing. */
export function nativeSealers(): CreateSealer | undefined {
  const library = bindLibrary();
  if (library === undefined) return undefined;
  const registers = createRegisters();
  return (dataKey, recordingId) => createSealer(library, registers, { dataKey, recordingId });
}

function bindLibrary() {
  if (koffi === undefined) return undefined;
  try {
    const library = koffi.load(null);
    const call = (prototype: string): NativeCall => library.func(prototype);
    return {
      newCipher: call("uintptr_t EVP_CIPHER_CTX_new()"),
      freeCipher: call("void EVP_CIPHER_CTX_free(uintptr_t)"),
      encryptInit: call("int EVP_EncryptInit_ex(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t)"),
      encryptUpdate: call("int EVP_EncryptUpdate(uintptr_t, uintptr_t, uintptr_t, uintptr_t, int)"),
      encryptFinal: call("int EVP_EncryptFinal_ex(uintptr_t, uintptr_t, uintptr_t)"),
      control: call("int EVP_CIPHER_CTX_ctrl(uintptr_t, int, int, uintptr_t)"),
      newDigest: call("uintptr_t EVP_MD_CTX_new()"),
      freeDigest: call("void EVP_MD_CTX_free(uintptr_t)"),
      digestInit: call("int EVP_DigestInit_ex(uintptr_t, uintptr_t, uintptr_t)"),
      digestUpdate: call("int EVP_DigestUpdate(uintptr_t, uintptr_t, size_t)"),
      digestFinal: call("int EVP_DigestFinal_ex(uintptr_t, uintptr_t, uintptr_t)"),
      galoisMode256: call("uintptr_t EVP_aes_256_gcm()")(),
      sha256: call("uintptr_t EVP_sha256()")(),
    };
  } catch {
    return undefined;
  }
}

/** One set for all sealers of a thread: each call fills it and returns before the next begins. */
function createRegisters() {
  const { bytes, address } = nativeBuffer(64 + longestAbout + sealedChunkBytes);
  const view = Buffer.from(bytes.buffer);
  const sealedAt = 64 + longestAbout;
  return {
    nonce: view.subarray(0, 12),
    nonceAddress: address,
    /** An output length nobody reads. */
    lengthAddress: address + 16,
    digest: view.subarray(32, 32 + digestBytes),
    digestAddress: address + 32,
    about: view.subarray(64, sealedAt),
    aboutAddress: address + 64,
    sealed: view.subarray(sealedAt),
    sealedAddress: address + sealedAt,
  };
}

function createSealer(
  library: Library,
  registers: Registers,
  { dataKey, recordingId }: { dataKey: Uint8Array; recordingId: string },
): ChunkSealer {
  const { encryptInit, encryptUpdate, encryptFinal, control, digestUpdate } = library;
  const { nonce, nonceAddress, lengthAddress, about, aboutAddress, sealed, sealedAddress } = registers;
  const cipher = library.newCipher();
  succeed(cipher !== 0 && encryptInit(cipher, library.galoisMode256, 0, nativeAddress(dataKey), 0) === 1);
  const digest = library.newDigest();
  succeed(digest !== 0 && library.digestInit(digest, library.sha256, 0) === 1);
  return {
    seal(index, sound) {
      writeNonce(nonce, "chunk", index);
      const aboutBytes = about.write(additionalData("chunk", index, recordingId));
      // An update without an output address takes additional data.
      const status =
        encryptInit(cipher, 0, 0, 0, nonceAddress) &
        encryptUpdate(cipher, 0, lengthAddress, aboutAddress, aboutBytes) &
        encryptUpdate(cipher, sealedAddress, lengthAddress, nativeAddress(sound), sound.length) &
        encryptFinal(cipher, sealedAddress + sound.length, lengthAddress) &
        control(cipher, getTag, tagBytes, sealedAddress + sound.length);
      succeed(status === 1);
      return sealed.subarray(0, sound.length + tagBytes);
    },
    hash: (bytes) => succeed(digestUpdate(digest, nativeAddress(bytes), bytes.length) === 1),
    digest() {
      succeed(library.digestFinal(digest, registers.digestAddress, lengthAddress) === 1);
      return registers.digest.toString("hex");
    },
    close() {
      library.freeCipher(cipher);
      library.freeDigest(digest);
    },
  };
}

/** Sound that could not be sealed must not be written: OpenSSL fails only by a bug or for want of memory. */
function succeed(succeeded: boolean): void {
  if (!succeeded) throw new Error("OpenSSL refused to seal a recording");
}
