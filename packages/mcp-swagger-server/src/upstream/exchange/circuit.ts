/** When calls to an origin are given up, and for how long. */
export interface CircuitPolicy {
  /** So many failures in a row open the circuit. */
  failures: number;
  /** It stays open for so long, twice as long after each trial that fails… */
  openMs: number;
  /** …but never longer. */
  longestOpenMs: number;
}

export const CIRCUIT_POLICY: CircuitPolicy = { failures: 10, openMs: 5_000, longestOpenMs: 60_000 };

/** Closed lets calls through, open none, and on trial one whose outcome decides. Times are those of performance.now(). */
export type Circuit =
  | { name: 'closed'; failures: number }
  | { name: 'open'; until: number; openMs: number; reason: string }
  | { name: 'trial'; openMs: number; reason: string };

export type CircuitEvent =
  | { type: 'call started' }
  | { type: 'succeeded' }
  /** The call was cancelled or never sent: that says nothing about the origin. */
  | { type: 'came to nothing'; wasTrial: boolean }
  | { type: 'failed'; reason: string; wasTrial: boolean };

export const CLOSED: Circuit = { name: 'closed', failures: 0 };

/** Whether a call may be made now. */
export function mayCall(circuit: Circuit, now: number): boolean {
  return circuit.name === 'closed' || (circuit.name === 'open' && now >= circuit.until);
}

/** Every move of a circuit. An event that means nothing in a state leaves it as it is. */
export function nextCircuit(circuit: Circuit, event: CircuitEvent, now: number, policy: CircuitPolicy): Circuit {
  switch (event.type) {
    case 'call started':
      return circuit.name === 'open' && now >= circuit.until ? { name: 'trial', openMs: circuit.openMs, reason: circuit.reason } : circuit;
    case 'succeeded':
      return circuit.name === 'closed' && circuit.failures === 0 ? circuit : CLOSED;
    case 'came to nothing':
      return circuit.name === 'trial' && event.wasTrial ? { name: 'open', until: now, openMs: circuit.openMs, reason: circuit.reason } : circuit;
    case 'failed':
      return afterFailure(circuit, event, now, policy);
  }
}

function afterFailure(circuit: Circuit, { reason, wasTrial }: { reason: string; wasTrial: boolean }, now: number, policy: CircuitPolicy): Circuit {
  if (circuit.name === 'closed') {
    const failures = circuit.failures + 1;
    const openMs = Math.min(policy.longestOpenMs, policy.openMs);
    return failures < policy.failures ? { name: 'closed', failures } : { name: 'open', until: now + openMs, openMs, reason };
  }
  if (circuit.name === 'open' || !wasTrial) return circuit;
  const openMs = Math.min(policy.longestOpenMs, circuit.openMs * 2);
  return { name: 'open', until: now + openMs, openMs, reason };
}
