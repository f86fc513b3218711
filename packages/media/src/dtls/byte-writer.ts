// Owns writing big-endian fields: small pieces that are put together with `concat`.

/** One array with all the pieces in order. */
export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces);
}

/** An unsigned number in `size` bytes (1 to 6). */
export function uint(size: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

/** A vector: the length of the content in `lengthSize` bytes, then the content (RFC 5246 §4.3). */
export function vector(lengthSize: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = concat(...content);
  return concat(uint(lengthSize, bytes.length), bytes);
}
