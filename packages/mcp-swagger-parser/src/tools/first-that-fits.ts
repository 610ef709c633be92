/**
 * The least of the numbers from `low` to `high` that fits, or `high`; whatever fits, all above it do. A good guess costs two questions, a bad one as many as a search by halves, and a
 * few. What is asked is never above `high - 1`: that `high` fits, or has to do, is known.
 */
export function firstThatFits(low: number, high: number, guess: number, fits: (number: number) => boolean): number {
  let [least, most, next] = [low, high, guess];
  for (let asked = 1; least < most; asked++) {
    next = Math.max(least, Math.min(most - 1, next));
    const isEnough = fits(next);
    if (isEnough) most = next;
    else least = next + 1;
    // Beside the guess first; who guessed that badly halves what is left.
    next = asked > 1 ? (least + most) >> 1 : isEnough ? next - 1 : least;
  }
  return least;
}
