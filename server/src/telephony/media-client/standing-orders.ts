// What media was told of legs and still holds: who hears whom, and what plays. A fresh media process or worker is told again as
// the legs come to it: legs hear each other once all of them have a port; a sound begins anew once its leg is connected.
import { err } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { MediaCommand, MediaEvent, Play, SetConference } from "@tandem/media";

type Answer = Result<unknown, { kind: string; message: string }>;
type Media = { send(command: MediaCommand): Promise<Answer> };

type LegOrders = {
  peer: string | null;
  play: Play | undefined;
  /** This media process has the leg. */
  isOpen: boolean;
  /** `play` is to be told to it once the leg is connected. */
  isPlayOwed: boolean;
};

/** `isOwed`: it is to be told to this media process once all its legs have come. */
type ConferenceOrder = { order: SetConference; isOwed: boolean };

/** JSON of the orders of some legs. */
export type StandingOrdersSnapshot = readonly {
  readonly legId: string;
  readonly peer: string | null;
  readonly play?: Play | undefined;
  /** The one it is in, with all others. */
  readonly conference?: SetConference | undefined;
}[];

export class StandingOrders {
  readonly #media: Media;
  readonly #legs = new Map<string, LegOrders>();
  readonly #conferences = new Map<string, ConferenceOrder>();

  constructor(media: Media) {
    this.#media = media;
  }

  /** Passes a command on and remembers what of it holds; also while there is no media process. */
  async send(command: MediaCommand): Promise<Answer> {
    this.#remember(command);
    if (command.kind === "start-recording" && this.#isLost(command.leftLegId, command.rightLegId))
      return err({ kind: "media-lost", message: "the legs have no port yet" });
    const answer = await this.#media.send(command);
    if (answer.ok && command.kind === "open-leg") this.#onOpened(command.legId);
    if (answer.ok && command.kind === "connect-leg") this.#onConnected(command.legId);
    return answer;
  }

  onEvent(event: MediaEvent): void {
    if (event.kind === "playback-finished") this.#stop(event.legId, event.playbackId);
    if (event.kind === "legs-lost") this.onLost(event.legIds);
  }

  /** The media process died, or its worker with these legs: nothing is known of them there any more. */
  onLost(legIds: Iterable<string> = this.#legs.keys()): void {
    for (const legId of legIds) {
      const orders = this.#legs.get(legId);
      if (!orders) continue;
      orders.isOpen = false;
      orders.isPlayOwed = orders.play !== undefined;
      const conference = this.#conferenceOf(legId);
      if (conference) conference.isOwed = true;
    }
  }

  /** What is to be played to a leg from its beginning, once it is connected again; null: nothing. */
  owedPlayback(legId: string): string | null {
    const orders = this.#legs.get(legId);
    return orders?.isPlayOwed ? (orders.play?.playbackId ?? null) : null;
  }

  /** For a later control, which finds these legs in the same media process. */
  snapshot(legIds: readonly string[]): StandingOrdersSnapshot {
    return legIds.flatMap((legId) => {
      const orders = this.#legs.get(legId);
      if (!orders) return [];
      return { legId, peer: orders.peer, play: orders.play, conference: this.#conferenceOf(legId)?.order };
    });
  }

  restore(snapshot: StandingOrdersSnapshot): void {
    for (const { legId, peer, play, conference: order } of snapshot) {
      this.#legs.set(legId, { peer, play, isOpen: true, isPlayOwed: false });
      if (order) this.#conferences.set(order.conferenceId, { order, isOwed: false });
    }
  }

  #remember(command: MediaCommand): void {
    switch (command.kind) {
      case "open-leg":
        if (this.#legs.has(command.legId)) return;
        this.#legs.set(command.legId, { peer: null, play: undefined, isOpen: false, isPlayOwed: false });
        return;
      case "close-leg":
        this.#part(command.legId);
        this.#legs.delete(command.legId);
        return this.#tellOwed();
      case "bridge":
        return this.#join(command.legA, command.legB);
      case "unbridge":
        return this.#part(command.legId);
      case "set-conference":
        return this.#confer(command);
      case "play": {
        const orders = this.#legs.get(command.legId);
        if (orders) Object.assign(orders, { play: command, isPlayOwed: !orders.isOpen });
        return;
      }
      case "stop-playback":
        return this.#stop(command.legId, command.playbackId);
      default:
    }
  }

  #onOpened(legId: string): void {
    const orders = this.#legs.get(legId);
    if (!orders) return;
    orders.isOpen = true;
    const { peer } = orders;
    if (peer !== null && this.#legs.get(peer)?.isOpen)
      void this.#media.send({ kind: "bridge", legA: legId, legB: peer });
    this.#tellOwed();
  }

  /** Conferences of a media process that died, as soon as this one has all their legs. */
  #tellOwed(): void {
    for (const conference of this.#conferences.values()) {
      const { order, isOwed } = conference;
      if (!isOwed || !order.legIds.every((legId) => this.#legs.get(legId)?.isOpen)) continue;
      conference.isOwed = false;
      void this.#media.send(order);
    }
  }

  #onConnected(legId: string): void {
    const orders = this.#legs.get(legId);
    if (!orders?.play || !orders.isPlayOwed) return;
    orders.isPlayOwed = false;
    void this.#media.send(orders.play);
  }

  #join(legA: string, legB: string): void {
    const [a, b] = [this.#legs.get(legA), this.#legs.get(legB)];
    if (!a || !b) return;
    this.#part(legA);
    this.#part(legB);
    a.peer = legB;
    b.peer = legA;
  }

  #confer(order: SetConference): void {
    const { conferenceId, legIds } = order;
    for (const legId of legIds) this.#part(legId);
    const isOwed = !legIds.every((legId) => this.#legs.get(legId)?.isOpen);
    if (legIds.length > 0) this.#conferences.set(conferenceId, { order, isOwed });
    else this.#conferences.delete(conferenceId);
  }

  /** Whether any of them was there, and is not again. */
  #isLost(...legIds: readonly (string | null)[]): boolean {
    return legIds.some((legId) => legId !== null && this.#legs.get(legId)?.isOpen === false);
  }

  #conferenceOf(legId: string): ConferenceOrder | undefined {
    return [...this.#conferences.values()].find(({ order }) => order.legIds.includes(legId));
  }

  /** The leg is in no pair and in no conference any more. */
  #part(legId: string): void {
    const conference = this.#conferenceOf(legId);
    if (conference) {
      const { order } = conference;
      const legIds = order.legIds.filter((each) => each !== legId);
      const routes = order.routes.filter(({ speaker, listener }) => speaker !== legId && listener !== legId);
      if (legIds.length > 0) conference.order = { ...order, legIds, routes };
      else this.#conferences.delete(order.conferenceId);
    }
    const orders = this.#legs.get(legId);
    const other = orders?.peer ? this.#legs.get(orders.peer) : undefined;
    if (orders) orders.peer = null;
    if (other) other.peer = null;
  }

  /** A sound is over, or whatever plays when it is not named. */
  #stop(legId: string, playbackId: string | null): void {
    const orders = this.#legs.get(legId);
    if (!orders?.play || (playbackId !== null && orders.play.playbackId !== playbackId)) return;
    orders.play = undefined;
    orders.isPlayOwed = false;
  }
}
