// libopus as WebAssembly, without the wrapper of its package, which makes garbage of every packet (docs/adr/0019-opus.md).

/** What is used of the compiled library: pointers are byte offsets into its memory. */
export type OpusLibrary = {
  /** Its memory: another array when it has grown, so read anew for each call. */
  readonly bytes: Uint8Array;
  readonly samples: Int16Array;
  /** Answers 0 when there is no memory left. */
  allocate(bytes: number): number;
  createEncoder(rateHz: number, channels: number, application: number, error: number): number;
  destroyEncoder(encoder: number): void;
  /** Answers bytes, or an error below zero. */
  encode(encoder: number, samples: number, count: number, packet: number, room: number): number;
  setEncoder(encoder: number, request: number, value: number): number;
  createDecoder(rateHz: number, channels: number, error: number): number;
  destroyDecoder(decoder: number): void;
  /** Answers samples, or an error below zero; no packet (0, 0) asks for concealment, `repair` for the packet before. */
  decode(
    decoder: number,
    packet: number,
    length: number,
    samples: number,
    room: number,
    repair: number,
  ): number;
};

/** The same by the names that the compiler gave it. */
type Compiled = {
  readonly HEAPU8: Uint8Array;
  readonly HEAP16: Int16Array;
  _malloc: OpusLibrary["allocate"];
  _oc_create_encoder: OpusLibrary["createEncoder"];
  _oc_destroy_encoder: OpusLibrary["destroyEncoder"];
  _oc_encode: OpusLibrary["encode"];
  _oc_encoder_ctl: OpusLibrary["setEncoder"];
  _oc_create_decoder: OpusLibrary["createDecoder"];
  _oc_destroy_decoder: OpusLibrary["destroyDecoder"];
  _oc_decode: OpusLibrary["decode"];
};

let loaded: OpusLibrary | undefined;
let loading: Promise<OpusLibrary> | undefined;

/** Loads the library once for this thread: to be awaited before Opus is encoded or decoded. */
export async function loadOpus(): Promise<void> {
  loading ??= load();
  loaded = await loading;
}

/** Throws before `loadOpus` has resolved. */
export function opusLibrary(): OpusLibrary {
  if (loaded === undefined) throw new Error("libopus has not been loaded");
  return loaded;
}

async function load(): Promise<OpusLibrary> {
  const generated = new URL("./generated/libopus.generated.mjs", import.meta.resolve("libopus-wasm"));
  const { default: compile } = (await import(generated.href)) as { default: () => Promise<Compiled> };
  const compiled = await compile();
  const {
    _malloc: allocate,
    _oc_create_encoder: createEncoder,
    _oc_destroy_encoder: destroyEncoder,
    _oc_encode: encode,
    _oc_encoder_ctl: setEncoder,
    _oc_create_decoder: createDecoder,
    _oc_destroy_decoder: destroyDecoder,
    _oc_decode: decode,
  } = compiled;
  return {
    get bytes() {
      return compiled.HEAPU8;
    },
    get samples() {
      return compiled.HEAP16;
    },
    allocate,
    createEncoder,
    destroyEncoder,
    encode,
    setEncoder,
    createDecoder,
    destroyDecoder,
    decode,
  };
}
