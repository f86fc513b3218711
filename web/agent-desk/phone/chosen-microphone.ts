// Which microphone this computer's agent speaks into, kept in the browser: another computer has others.

const key = "tandem.microphone";

/** Undefined: whatever the system uses. */
export function chosenMicrophone(): string | undefined {
  return localStorage.getItem(key) ?? undefined;
}

export function chooseMicrophone(deviceId: string | undefined): void {
  if (deviceId === undefined) localStorage.removeItem(key);
  else localStorage.setItem(key, deviceId);
}
