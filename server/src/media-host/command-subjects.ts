// What a command is about: commands about one thing keep their order.
import { assertNever } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";

type SubjectCommand = Exclude<MediaCommand, { kind: "list" | "shutdown" | "stats" }>;

/** The legs a command touches. */
export function legsOf(command: SubjectCommand): readonly string[] {
  switch (command.kind) {
    case "open-leg":
    case "connect-leg":
    case "restart-ice":
    case "close-leg":
    case "unbridge":
    case "play":
    case "stop-playback":
    case "send-digits":
    case "hear-key":
      return [command.legId];
    case "bridge":
      return [command.legA, command.legB];
    case "set-conference":
      return command.legIds;
    case "start-recording":
      return command.rightLegId === null ? [command.leftLegId] : [command.leftLegId, command.rightLegId];
    case "set-recording-left":
      return command.leftLegId === null ? [] : [command.leftLegId];
    case "set-recording-right":
      return command.rightLegId === null ? [] : [command.rightLegId];
    case "start-tap":
      return command.sides.flatMap(({ legId }) => legId ?? []);
    case "set-tap-leg":
      return command.legId === null ? [] : [command.legId];
    case "pause-recording":
    case "resume-recording":
    case "stop-recording":
    case "stop-tap":
      return [];
    default:
      return assertNever(command);
  }
}

/** What else a command touches, under names that no leg has. A recording may be given a conference only after there is one. */
export function othersOf(command: SubjectCommand): readonly string[] {
  const conferenceId = "conferenceId" in command ? command.conferenceId : undefined;
  return [
    ...("recordingId" in command ? [`recording ${command.recordingId}`] : []),
    ...(conferenceId === undefined ? [] : [`conference ${conferenceId}`]),
    ...("tapId" in command ? [`tap ${command.tapId}`] : []),
  ];
}
