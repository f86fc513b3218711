// A relay worker with its events, for tests that let packets flow.
import assert from "node:assert/strict";
import { createDtlsIdentity } from "../../certificates/index.ts";
import type { ConnectLeg, MediaEvent, OpenedLeg, TransportAddress } from "../../protocol/index.ts";
import { RecordingThread } from "../../recording-thread/index.ts";
import { RelayWorker } from "../relay-worker.ts";
import type { RelayCommand } from "../relay.ts";
import type { IoChoice, WorkerOptions } from "../worker-messages.ts";

export const eventPayloadType = 101;
const identity = createDtlsIdentity();
/** Test files run side by side, each in a process of its own: their ranges must not meet. */
let nextPort = 22_000 + (process.pid % 100) * 100;

type EventOf<Kind extends MediaEvent["kind"]> = MediaEvent & { kind: Kind };

export class WorkerRig implements AsyncDisposable {
  readonly events: MediaEvent[] = [];
  readonly faults: string[] = [];
  /** Frames of all taps, in their order. */
  readonly tapFrames: Uint8Array[] = [];
  readonly worker: RelayWorker;
  readonly recordingThread: RecordingThread;
  readonly #waiting: { matches(event: MediaEvent): boolean; resolve(event: MediaEvent): void }[] = [];

  readonly #owned = new AsyncDisposableStack();

  private constructor(options: WorkerOptions) {
    this.worker = new RelayWorker(options, {
      event: (event) => this.#hear(event),
      tapFrame: (_, frame) => void this.tapFrames.push(frame),
      fault: (message) => void this.faults.push(message),
      ended: () => {},
    });
    this.recordingThread = new RecordingThread({
      event: (event) => this.#hear(event),
      fault: (message) => void this.faults.push(message),
      ended: () => {},
    });
    this.worker.setRecordingThread(this.recordingThread.connect());
  }

  /** Each rig has port numbers of its own: a port rests after use. */
  static async start(io: IoChoice, options: Partial<WorkerOptions> = {}): Promise<WorkerRig> {
    const ports = { first: nextPort, last: nextPort + 7 };
    nextPort += 8;
    const rig = new WorkerRig({
      addresses: ["127.0.0.1"],
      ports,
      io,
      rtpTimeoutMs: 60_000,
      identity,
      ...options,
    });
    assert.equal(await rig.worker.ready, io);
    return rig;
  }

  /** Closes `resource` together with the rig. */
  own<Resource extends AsyncDisposable>(resource: Resource): Resource {
    return this.#owned.use(resource);
  }

  async ask(command: RelayCommand): Promise<unknown> {
    const outcome = await this.worker.send(command);
    if (!outcome.ok) assert.fail(`${command.kind}: ${outcome.error.kind}: ${outcome.error.message}`);
    return outcome.value;
  }

  async errorOf(command: RelayCommand): Promise<string> {
    const outcome = await this.worker.send(command);
    if (outcome.ok) assert.fail(`${command.kind} should have been refused`);
    return outcome.error.kind;
  }

  async openLeg(legId: string, family?: "ipv4" | "ipv6"): Promise<OpenedLeg> {
    const command = { kind: "open-leg", legId, callId: "call", transport: "rtp", family } as const;
    return (await this.ask(command)) as OpenedLeg;
  }

  async connectLeg(
    legId: string,
    remote: TransportAddress,
    changes: Partial<ConnectLeg> = {},
  ): Promise<void> {
    const agreed = { codec: "PCMA", payloadType: 8, telephoneEventPayloadType: eventPayloadType } as const;
    const direction = { webrtc: null, sdes: null, send: true, receive: true };
    await this.ask({ kind: "connect-leg", legId, remote, ...agreed, ...direction, ...changes });
  }

  /** The next event of a kind, or one that has come already. */
  async event<Kind extends MediaEvent["kind"]>(kind: Kind, legId?: string): Promise<EventOf<Kind>> {
    const matches = (event: MediaEvent): boolean =>
      event.kind === kind && (legId === undefined || ("legId" in event && event.legId === legId));
    const come = this.events.find(matches);
    const event =
      come ?? (await new Promise<MediaEvent>((resolve) => this.#waiting.push({ matches, resolve })));
    return event as EventOf<Kind>;
  }

  #hear(event: MediaEvent): void {
    this.events.push(event);
    for (const waiting of this.#waiting) if (waiting.matches(event)) waiting.resolve(event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
    await this.worker.stop();
    await this.recordingThread.stop();
    assert.deepEqual(this.faults, []);
  }
}
