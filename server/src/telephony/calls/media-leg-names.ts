// Legs that media knows by another id: of several phones that ring for one leg each has a media leg of its
// own, and the one that is answered goes on under the id of the leg.
import type { LegId, Result } from "@tandem/kernel";
import type { MediaCommand, MediaEvent } from "@tandem/media";
import type { MediaPort } from "./leg-media.ts";

export class MediaLegNames implements MediaPort {
  readonly #media: MediaPort;
  readonly #mediaIds = new Map<string, LegId>();
  readonly #legIds = new Map<string, LegId>();

  constructor(media: MediaPort) {
    this.#media = media;
  }

  /** From now on `legId` is, in commands and events, what media opened as `mediaId`; until its counts came. */
  rename(mediaId: LegId, legId: LegId): void {
    this.#mediaIds.set(legId, mediaId);
    this.#legIds.set(mediaId, legId);
  }

  send(command: MediaCommand): Promise<Result<unknown, { kind: string; message: string }>> {
    return this.#media.send(this.#mediaIds.size === 0 ? command : withIds(command, this.#mediaIds));
  }

  /** An event of media, by the ids that calls use. */
  named(event: MediaEvent): MediaEvent {
    if (this.#legIds.size === 0 || !("legId" in event)) return event;
    const legId = this.#legIds.get(event.legId);
    if (!legId) return event;
    if (event.kind === "leg-stats") {
      this.#legIds.delete(event.legId);
      this.#mediaIds.delete(legId);
    }
    return { ...event, legId };
  }

  /** The media process is gone, and with it all legs. */
  forget(): void {
    this.#mediaIds.clear();
    this.#legIds.clear();
  }
}

/** Leg ids are unique among all texts, so any value of a command that is one is meant. */
function withIds(command: MediaCommand, ids: ReadonlyMap<string, string>): MediaCommand {
  const entries = Object.entries(command).map(([key, value]) => [
    key,
    typeof value === "string" ? (ids.get(value) ?? value) : value,
  ]);
  return Object.fromEntries(entries) as MediaCommand;
}
