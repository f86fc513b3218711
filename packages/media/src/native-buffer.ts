// Owns the memory whose addresses C code sees: allocation, addresses, and the references that keep it alive.

/** The foreign function interface, or undefined on a platform where the optional package is not installed. */
export const koffi = await import("koffi").then(
  (module) => module.default,
  () => undefined,
);

export type NativeBuffer = { readonly bytes: Uint8Array<ArrayBuffer>; readonly address: number };

// The collector cannot see an address that C holds: without this reference the memory is freed in mid-flight.
const keptAlive = new Set<NativeBuffer>();
const addressOfStore = new WeakMap<ArrayBufferLike, number>();

// Several calls in a row work on one packet.
const latest: { bytes: Uint8Array | undefined; address: number } = { bytes: undefined, address: 0 };

/**
 * Zeroed memory of `size` bytes with a fixed address that C may keep.
 * It lives until `releaseNativeBuffer`. Throws where the foreign function interface is missing.
 */
export function nativeBuffer(size: number): NativeBuffer {
  const bytes = new Uint8Array(new ArrayBuffer(size));
  const buffer = { bytes, address: nativeAddress(bytes) };
  keptAlive.add(buffer);
  return buffer;
}

/** Lets the memory go. The caller vouches that C no longer holds its address. */
export function releaseNativeBuffer(buffer: NativeBuffer): void {
  keptAlive.delete(buffer);
}

/**
 * The address of the first byte of `bytes`, valid while the caller holds `bytes`: enough for a call that returns
 * before the caller does. Memory that C keeps for longer comes from `nativeBuffer`.
 */
export function nativeAddress(bytes: Uint8Array): number {
  if (bytes === latest.bytes) return latest.address;
  const store = bytes.buffer;
  let base = addressOfStore.get(store);
  if (base === undefined) {
    if (koffi === undefined) throw new Error("no foreign function interface on this platform");
    base = Number(koffi.address(new Uint8Array(store)));
    addressOfStore.set(store, base);
  }
  latest.bytes = bytes;
  latest.address = base + bytes.byteOffset;
  return latest.address;
}
