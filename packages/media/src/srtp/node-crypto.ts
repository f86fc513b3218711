// Owns the portable cipher engine on node:crypto, for platforms without direct calls into OpenSSL.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from "node:crypto";
import { GCM_NONCE_LENGTH, GCM_TAG_LENGTH } from "./crypto-engine.ts";
import type {
  Authenticator,
  CounterCipher,
  CryptoEngine,
  EngineRegisters,
  SealingCipher,
} from "./crypto-engine.ts";

const CONTEXT_FREE = (): void => undefined;

/** Slower by about a factor of eight than the direct engine, and it allocates; always available. */
export function createNodeCryptoEngine(): CryptoEngine {
  const registers: EngineRegisters = {
    initializationVector: new Uint8Array(16),
    associatedWord: new Uint8Array(4),
    digest: new Uint8Array(20),
  };
  return {
    name: "node",
    registers,
    counterCipher: (key) => createCounterCipher(registers, key),
    authenticator: (key) => createAuthenticator(registers, key),
    sealingCipher: (key) => createSealingCipher(registers, key),
  };
}

function createCounterCipher(registers: EngineRegisters, key: Uint8Array): CounterCipher {
  const secret = createSecretKey(key);
  return {
    apply(packet, start, end) {
      const cipher = createCipheriv("aes-128-ctr", secret, registers.initializationVector);
      packet.set(cipher.update(packet.subarray(start, end)), start);
    },
    close: CONTEXT_FREE,
  };
}

function createAuthenticator(registers: EngineRegisters, key: Uint8Array): Authenticator {
  const secret = createSecretKey(key);
  return {
    compute(packet, end) {
      registers.digest.set(createHmac("sha1", secret).update(packet.subarray(0, end)).digest());
    },
    close: CONTEXT_FREE,
  };
}

function createSealingCipher(registers: EngineRegisters, key: Uint8Array): SealingCipher {
  const secret = createSecretKey(key);
  const algorithm = key.length === 32 ? "aes-256-gcm" : "aes-128-gcm";
  const nonce = registers.initializationVector.subarray(0, GCM_NONCE_LENGTH);
  const options = { authTagLength: GCM_TAG_LENGTH };
  const associatedData = (packet: Uint8Array, start: number, withAssociatedWord: boolean): Uint8Array => {
    const header = packet.subarray(0, start);
    return withAssociatedWord ? Buffer.concat([header, registers.associatedWord]) : header;
  };
  return {
    seal(packet, start, end, withAssociatedWord) {
      const cipher = createCipheriv(algorithm, secret, nonce, options);
      cipher.setAAD(associatedData(packet, start, withAssociatedWord));
      packet.set(cipher.update(packet.subarray(start, end)), start);
      cipher.final();
      packet.set(cipher.getAuthTag(), end);
    },
    open(packet, start, end, withAssociatedWord) {
      const decipher = createDecipheriv(algorithm, secret, nonce, options);
      decipher.setAAD(associatedData(packet, start, withAssociatedWord));
      decipher.setAuthTag(packet.subarray(end, end + GCM_TAG_LENGTH));
      packet.set(decipher.update(packet.subarray(start, end)), start);
      try {
        decipher.final();
        return true;
      } catch {
        return false;
      }
    },
    close: CONTEXT_FREE,
  };
}
