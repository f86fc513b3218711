// Symmetric RTP: learns where the far side really sends from, then lets nobody else in.
//
// state     packet from the signalled address    from another address
// learning  lock to it                           first of its kind: candidate, its packets are taken;
//                                                 `packetsToLock` of them in a row: lock to it
// locked    taken if it is the locked one, else a stranger

/** An attacker must outrun this many packets of the true sender, who is at the signalled address or first. */
const packetsToLock = 4;

export type SourceLock = {
  locked: boolean;
  /** Addresses are the numbers of ip-address.ts; 0 when not signalled. */
  signalledAddress: number;
  signalledPort: number;
  /** The candidate while learning, then the locked source; 0 before any packet. */
  address: number;
  port: number;
  packets: number;
};

export type Admission = "taken" | "locked-now" | "stranger";

export function createSourceLock(): SourceLock {
  return { locked: false, signalledAddress: 0, signalledPort: 0, address: 0, port: 0, packets: 0 };
}

/** Takes what signalling says. A changed address re-opens learning: true then. */
export function signalSource(lock: SourceLock, address: number, port: number): boolean {
  if (lock.signalledAddress === address && lock.signalledPort === port) return false;
  lock.locked = false;
  lock.signalledAddress = address;
  lock.signalledPort = port;
  lock.address = 0;
  lock.port = 0;
  lock.packets = 0;
  return true;
}

/** Decides about a valid RTP packet from `address`:`port`. */
export function admit(lock: SourceLock, address: number, port: number): Admission {
  const known = lock.address === address && lock.port === port;
  if (lock.locked) return known ? "taken" : "stranger";
  const signalled = lock.signalledAddress === address && lock.signalledPort === port;
  if (!known && !signalled && lock.packets > 0) {
    // Two sources compete: neither is trusted until one sends several packets in a row.
    lock.packets = 1;
    lock.address = address;
    lock.port = port;
    return "stranger";
  }
  lock.address = address;
  lock.port = port;
  lock.packets++;
  if (!signalled && lock.packets < packetsToLock) return "taken";
  lock.locked = true;
  return "locked-now";
}
