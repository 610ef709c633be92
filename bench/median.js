/** The p-th percentile of some numbers, 0 ≤ p ≤ 100. */
export function percentile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))];
}

export const median = (numbers) => percentile(numbers, 50);

export const round = (number) => Math.round(number * 100) / 100;
