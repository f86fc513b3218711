// What can be wrong with a recording's file.

/**
 * `key-not-usable`: the data key cannot be unwrapped. `damaged`: something was cut, moved or changed.
 * `not-a-recording`: no file of ours, or of a later version. `away`: the store that has it does not answer.
 */
export type RecordingFileError = {
  readonly kind: "not-a-recording" | "key-not-usable" | "damaged" | "unreadable" | "away";
  readonly message: string;
};
