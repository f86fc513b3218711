// Remembers, over a reload of this tab, that the agent had muted the microphone: nobody is to be heard unawares.

const key = "tandem.muted-call";

/** The call whose microphone is muted; null when none is. */
export function mutedCall(): string | null {
  return sessionStorage.getItem(key);
}

export function rememberMuted(callId: string | undefined): void {
  if (callId === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, callId);
}
