// A binary heap whose members know their place in it, so that any of them can be taken out in log n.

/** What a heap can hold: one heap at a time. `place` belongs to the heap; -1 outside. */
export type Placed = { place: number };

export class IndexedHeap<T extends Placed> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  /** `before` is a total order: of two members one is always before the other. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  has(item: T): boolean {
    return this.#items[item.place] === item;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  remove(item: T): void {
    const { place } = item;
    if (this.#items[place] !== item) return;
    item.place = -1;
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  /** The first `count` in order, without taking them out; costs `count` squared, whatever the size. */
  best(count: number): T[] {
    const found: T[] = [];
    const edge = this.#items.length > 0 ? [0] : [];
    while (found.length < count && edge.length > 0) {
      let least = 0;
      for (let at = 1; at < edge.length; at++) {
        if (this.#before(this.#at(edge[at] as number), this.#at(edge[least] as number))) least = at;
      }
      const [place] = edge.splice(least, 1) as [number];
      found.push(this.#at(place));
      for (const child of [2 * place + 1, 2 * place + 2]) if (child < this.#items.length) edge.push(child);
    }
    return found;
  }

  /** A copy, in no particular order. */
  values(): T[] {
    return [...this.#items];
  }

  #at(place: number): T {
    return this.#items[place] as T;
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = items[above] as T;
      if (!this.#before(item, parent)) break;
      items[place] = parent;
      parent.place = place;
      place = above;
    }
    items[place] = item;
    item.place = place;
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    let place = from;
    for (let below = 2 * place + 1; below < items.length; below = 2 * place + 1) {
      if (below + 1 < items.length && this.#before(this.#at(below + 1), this.#at(below))) below++;
      const child = this.#at(below);
      if (!this.#before(child, item)) break;
      items[place] = child;
      child.place = place;
      place = below;
    }
    items[place] = item;
    item.place = place;
  }
}
