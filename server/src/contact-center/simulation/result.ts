// What came of a simulated day, by queue.
import type { QueueId } from "@tandem/kernel";
import { EstimateErrors } from "#contact-center/routing";
import type { QueueRouting } from "#contact-center/routing";

export type QueueResult = {
  readonly targetMs: number;
  offered: number;
  answered: number;
  abandoned: number;
  flowedOut: number;
  /** Did not reach an agent at once. */
  delayed: number;
  withinTarget: number;
  /** Of all who were answered or left. */
  waitMs: number;
  handlingMs: number;
  readonly estimates: EstimateErrors;
};

export type SimulationResult = {
  readonly queues: ReadonlyMap<QueueId, QueueResult>;
  decisions: number;
  endedAtMs: number;
};

export function emptyResult(queues: readonly QueueRouting[]): SimulationResult {
  const result = ({ targetMs }: QueueRouting): QueueResult => ({
    targetMs,
    offered: 0,
    answered: 0,
    abandoned: 0,
    flowedOut: 0,
    delayed: 0,
    withinTarget: 0,
    waitMs: 0,
    handlingMs: 0,
    estimates: new EstimateErrors(),
  });
  return {
    queues: new Map(queues.map((queue) => [queue.queueId, result(queue)])),
    decisions: 0,
    endedAtMs: 0,
  };
}
