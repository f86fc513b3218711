// Writes small networks as ONNX files (protocol buffers, onnx.proto of version 8), so that engines can be tried without downloading any.

type Field = Buffer;

/** A constant: floats, or whole numbers of 64 bits. */
export type Constant = {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array;
};
/** What goes in or comes out; a name instead of a number: as long as it happens to be. */
export type Place = {
  readonly name: string;
  readonly type: "float" | "int64";
  readonly dims: readonly (number | string)[];
};
export type Operation = {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
};
export type Network = {
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
  readonly operations: readonly Operation[];
  readonly constants: readonly Constant[];
  readonly metadata: Readonly<Record<string, string | number>>;
};

const elementTypes = { float: 1, int64: 7 } as const;
const attributeTypes = { int: 2, ints: 7 } as const;
const fileVersion = 8;
const operationsVersion = 13;

export function onnxFile({ inputs, outputs, operations, constants, metadata }: Network): Buffer {
  const graph = message(
    ...operations.map((each) => part(1, operation(each))),
    text(2, "network"),
    ...constants.map((each) => part(5, constant(each))),
    ...inputs.map((each) => part(11, place(each))),
    ...outputs.map((each) => part(12, place(each))),
  );
  return message(
    whole(1, fileVersion),
    part(7, graph),
    part(8, whole(2, operationsVersion)),
    ...Object.entries(metadata).map(([name, value]) =>
      part(14, message(text(1, name), text(2, String(value)))),
    ),
  );
}

function operation({ type, inputs, outputs, attributes = {} }: Operation): Buffer {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...Object.entries(attributes).map(([name, value]) => part(5, attribute(name, value))),
  );
}

function attribute(name: string, value: number | readonly number[]): Buffer {
  return typeof value === "number"
    ? message(text(1, name), whole(3, value), whole(20, attributeTypes.int))
    : message(text(1, name), ...value.map((each) => whole(8, each)), whole(20, attributeTypes.ints));
}

function constant({ name, dims, values }: Constant): Buffer {
  const type = values instanceof Float32Array ? elementTypes.float : elementTypes.int64;
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return message(...dims.map((dim) => whole(1, dim)), whole(2, type), text(8, name), part(9, bytes));
}

function place({ name, type, dims }: Place): Buffer {
  const shape = dims.map((dim) => part(1, typeof dim === "number" ? whole(1, dim) : text(2, dim)));
  const tensor = message(whole(1, elementTypes[type]), part(2, message(...shape)));
  return message(text(1, name), part(2, part(1, tensor)));
}

function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(fields);
}

function whole(field: number, value: number): Field {
  return Buffer.from([...varint(field << 3), ...varint(value)]);
}

function text(field: number, value: string): Field {
  return part(field, Buffer.from(value));
}

function part(field: number, bytes: Buffer): Field {
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
