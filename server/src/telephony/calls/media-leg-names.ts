// Legs that media knows by another id: of several phones that ring for one leg each has a media leg of its
// own, and the one that is answered goes on under the id of the leg.
import type { LegId, Result } from "@tandem/kernel";
import type { MediaCommand, MediaEvent } from "@tandem/media";
import type { MediaPort } from "./leg-media.ts";

export class MediaLegNames implements MediaPort {
  readonly #media: MediaPort;
  readonly #mediaIds = new Map<string, LegId>();
  readonly #legIds = new Map<string, LegId>();
  /** By media's ids: closed, and their counts are not in. */
  readonly #closed = new Set<string>();

  constructor(media: MediaPort) {
    this.#media = media;
  }

  /** From now on `legId` is, in commands and events, what media opened as `mediaId`; until its counts came. */
  rename(mediaId: LegId, legId: LegId): void {
    this.#mediaIds.set(legId, mediaId);
    this.#legIds.set(mediaId, legId);
  }

  async send(command: MediaCommand): Promise<Result<unknown, { kind: string; message: string }>> {
    if (this.#mediaIds.size === 0) return this.#media.send(command);
    const named = withIds(command, this.#mediaIds);
    const isClosing = named.kind === "close-leg" && this.#legIds.has(named.legId);
    if (isClosing) this.#closed.add(named.legId);
    const answer = await this.#media.send(named);
    // Media does not know it any more: there will be no counts.
    if (isClosing && !answer.ok) this.#forget(named.legId);
    return answer;
  }

  /** What media's leg of this id is called in commands and events. */
  mediaIdOf(legId: LegId): LegId {
    return this.#mediaIds.get(legId) ?? legId;
  }

  /** An event of media, by the ids that calls use. */
  named(event: MediaEvent): MediaEvent {
    if (this.#legIds.size === 0) return event;
    if (event.kind === "legs-lost") return this.#namedLost(event);
    if (!("legId" in event)) return event;
    const legId = event.legId === null ? undefined : this.#legIds.get(event.legId);
    if (!legId) return event;
    if (event.kind === "leg-stats") this.#forget(event.legId);
    return { ...event, legId };
  }

  /** The media process is gone, and with it the counts of legs that were closed. */
  onLost(): void {
    for (const mediaId of this.#closed) this.#forget(mediaId);
  }

  /** Nothing more comes of those that were closed. */
  #namedLost(event: MediaEvent & { kind: "legs-lost" }): MediaEvent {
    const legIds = event.legIds.map((mediaId) => this.#legIds.get(mediaId) ?? mediaId);
    for (const mediaId of event.legIds) if (this.#closed.has(mediaId)) this.#forget(mediaId);
    return { ...event, legIds };
  }

  #forget(mediaId: string): void {
    const legId = this.#legIds.get(mediaId);
    this.#closed.delete(mediaId);
    this.#legIds.delete(mediaId);
    if (legId) this.#mediaIds.delete(legId);
  }
}

/** Leg ids are unique among all texts, so any text of a command that is one is meant. */
function withIds(command: MediaCommand, ids: ReadonlyMap<string, string>): MediaCommand {
  return withNames(command, ids) as MediaCommand;
}

function withNames(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => withNames(each, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withNames(each, ids)]));
}
