// Saves a drawing, one saving after the other, and knows what was saved last: so that our own saving is not taken for another's.

export type SaveState =
  | { readonly kind: "saved" | "unsaved" | "saving" }
  /** Somebody else saved after what this was made from. */
  | { readonly kind: "conflict"; readonly by: string | null }
  | { readonly kind: "not-saved"; readonly message: string };

/** How a saving went: the new revision, or why there is none. */
export type PutAnswer =
  | { readonly kind: "saved"; readonly revision: number }
  | Extract<SaveState, { kind: "conflict" | "not-saved" }>;

export type DraftSaverOptions<Draft> = {
  /** As it was opened. */
  readonly draft: Draft;
  readonly revision: number;
  readonly put: (draft: Draft, basedOn: number) => Promise<PutAnswer>;
  readonly onState: (state: SaveState) => void;
};

export class DraftSaver<Draft> {
  readonly #options: DraftSaverOptions<Draft>;
  #saved: Draft;
  #revision: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: DraftSaverOptions<Draft>) {
    this.#options = options;
    this.#saved = options.draft;
    this.#revision = options.revision;
  }

  get revision(): number {
    return this.#revision;
  }

  /** A saving is under way: what the server has may be ours. */
  get isSaving(): boolean {
    return this.#waiting > 0;
  }

  isSaved(draft: Draft): boolean {
    return draft === this.#saved;
  }

  /** Answers the revision under which the draft is saved; undefined when it could not be. */
  save(draft: Draft): Promise<number | undefined> {
    this.#waiting++;
    const saving = this.#last.then(() => this.#put(draft)).finally(() => this.#waiting--);
    this.#last = saving;
    return saving;
  }

  /** Goes on from this: another's drawing was opened. */
  open(draft: Draft, revision: number): void {
    this.#saved = draft;
    this.#revision = revision;
    this.#options.onState({ kind: "saved" });
  }

  /** What is drawn here shall take the place of another's saving. */
  overwrite(draft: Draft, revision: number): Promise<number | undefined> {
    this.#revision = revision;
    return this.save(draft);
  }

  async #put(draft: Draft): Promise<number | undefined> {
    const { put, onState } = this.#options;
    // Saved as revision 0 is what nobody saved yet: the published one.
    if (this.isSaved(draft) && this.#revision > 0) return this.#revision;
    onState({ kind: "saving" });
    const answer = await put(draft, this.#revision);
    if (answer.kind !== "saved") {
      onState(answer);
      return undefined;
    }
    this.#saved = draft;
    this.#revision = answer.revision;
    onState({ kind: "saved" });
    return answer.revision;
  }
}
