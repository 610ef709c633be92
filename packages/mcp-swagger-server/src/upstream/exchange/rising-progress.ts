import type { CallProgress } from '../tool-call-result.js';

/** Passes progress on as MCP wants it, with each value above the last: a retry, and an upstream that starts over, would go back. */
export function risingProgress(tell: (progress: CallProgress) => void): (progress: CallProgress) => void {
  let last = -Infinity;
  return (progress) => {
    if (!(progress.progress > last)) return;
    last = progress.progress;
    tell(progress);
  };
}
