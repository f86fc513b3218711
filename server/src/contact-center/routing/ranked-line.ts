// A line that tells in log n how many are before one of its members: a treap whose nodes know how many
// stand below them. Weights come from the order of coming, so that the same history gives the same tree.

/** A member's place in the line; made by `RankedLine.add`. */
export type LineNode<T> = {
  readonly value: T;
  readonly key: number;
  readonly sequence: number;
  readonly weight: number;
  size: number;
  left: LineNode<T> | undefined;
  right: LineNode<T> | undefined;
};

export class RankedLine<T> {
  #root: LineNode<T> | undefined;

  get size(): number {
    return this.#root?.size ?? 0;
  }

  /** Lower keys stand before; of equal keys the lower sequence number, which no other member has. */
  add(value: T, key: number, sequence: number): LineNode<T> {
    const node: LineNode<T> = {
      value,
      key,
      sequence,
      weight: scatter(sequence),
      size: 1,
      left: undefined,
      right: undefined,
    };
    this.#root = inserted(this.#root, node);
    return node;
  }

  /** Of a node that is in the line. */
  remove(node: LineNode<T>): void {
    this.#root = removed(this.#root, node);
  }

  /** How many stand before that key and number, member or not. */
  rank(key: number, sequence: number): number {
    let count = 0;
    let node = this.#root;
    while (node) {
      if (isBefore(node.key, node.sequence, key, sequence)) {
        count += 1 + sizeOf(node.left);
        node = node.right;
      } else node = node.left;
    }
    return count;
  }

  /** All members in order. */
  values(): T[] {
    const found: T[] = [];
    collect(this.#root, found);
    return found;
  }
}

function collect<T>(node: LineNode<T> | undefined, into: T[]): void {
  if (!node) return;
  collect(node.left, into);
  into.push(node.value);
  collect(node.right, into);
}

/** Spreads neighbouring numbers over 32 bits (the finalizer of MurmurHash3). */
function scatter(sequence: number): number {
  let bits = sequence | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function isBefore(key: number, sequence: number, otherKey: number, otherSequence: number): boolean {
  return key < otherKey || (key === otherKey && sequence < otherSequence);
}

function sizeOf<T>(node: LineNode<T> | undefined): number {
  return node ? node.size : 0;
}

function sized<T>(node: LineNode<T>): LineNode<T> {
  node.size = 1 + sizeOf(node.left) + sizeOf(node.right);
  return node;
}

function inserted<T>(root: LineNode<T> | undefined, node: LineNode<T>): LineNode<T> {
  if (!root) return node;
  if (node.weight > root.weight) {
    splitAround(root, node);
    return sized(node);
  }
  if (isBefore(node.key, node.sequence, root.key, root.sequence)) root.left = inserted(root.left, node);
  else root.right = inserted(root.right, node);
  root.size++;
  return root;
}

/** Hangs what stands before the pivot on its left, and the rest on its right. */
function splitAround<T>(root: LineNode<T> | undefined, pivot: LineNode<T>): void {
  if (!root) {
    pivot.left = undefined;
    pivot.right = undefined;
    return;
  }
  if (isBefore(root.key, root.sequence, pivot.key, pivot.sequence)) {
    splitAround(root.right, pivot);
    root.right = pivot.left;
    pivot.left = sized(root);
  } else {
    splitAround(root.left, pivot);
    root.left = pivot.right;
    pivot.right = sized(root);
  }
}

function removed<T>(root: LineNode<T> | undefined, node: LineNode<T>): LineNode<T> | undefined {
  if (!root) return undefined;
  if (root === node) return joined(root.left, root.right);
  if (isBefore(node.key, node.sequence, root.key, root.sequence)) root.left = removed(root.left, node);
  else root.right = removed(root.right, node);
  return sized(root);
}

function joined<T>(left: LineNode<T> | undefined, right: LineNode<T> | undefined): LineNode<T> | undefined {
  if (!left || !right) return left ?? right;
  if (left.weight > right.weight) {
    left.right = joined(left.right, right);
    return sized(left);
  }
  right.left = joined(left, right.left);
  return sized(right);
}
