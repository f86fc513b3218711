// Whether this browser lets us use a microphone, and if not, why.

export type MicrophoneProblem = "denied" | "missing" | "insecure";
export type Microphone = "ready" | MicrophoneProblem;

/** Names of `getUserMedia` failures that mean "somebody said no" (Media Capture and Streams §10.2). */
const denials = new Set(["NotAllowedError", "SecurityError"]);

/** Asks for the microphone (the browser may ask the person) and lets go of it again. */
export async function findMicrophone(
  devices: MediaDevices | undefined = navigator.mediaDevices,
): Promise<Microphone> {
  // Browsers hide the interface on pages that are not secure.
  if (!devices?.getUserMedia) return "insecure";
  try {
    const stream = await devices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return "ready";
  } catch (error) {
    return error instanceof DOMException && denials.has(error.name) ? "denied" : "missing";
  }
}
