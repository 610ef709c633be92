import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';

export interface Beat {
  tone: 'good' | 'warn' | 'bad' | 'none';
  /** What the tooltip says of it. */
  words: string;
}

/** As many ticks as are drawn. */
const BEATS = 60;

const TICK = 5;
const GAP = 2;
const HEIGHT = 22;
const colours = { good: '#10b981', warn: '#f59e0b', bad: '#ef4444' };

/** The last beats of something, newest at the right; arrow keys and the pointer tell each of them. */
export function HeartbeatBar({ label, beats }: { label: string; beats: Beat[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const tipId = useId();
  const [at, setAt] = useState<number | null>(null);
  const shown = beats.slice(-BEATS);
  const first = BEATS - shown.length;
  useEffect(() => {
    const draw = () => canvas.current !== null && paint(canvas.current, shown, first, at);
    draw();
    const look = new MutationObserver(draw);
    look.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => look.disconnect();
  });
  const pointed = at === null ? undefined : shown[at - first];
  const point = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(BEATS - 1, Math.max(first, Math.floor(((event.clientX - left) / width) * BEATS))));
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -BEATS, End: BEATS }[event.key];
    if (step === undefined || shown.length === 0) return;
    event.preventDefault();
    setAt(Math.min(BEATS - 1, Math.max(first, (at ?? BEATS) + step)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={first}
      aria-valuemax={BEATS - 1}
      aria-valuenow={at ?? BEATS - 1}
      aria-valuetext={(pointed ?? shown.at(-1))?.words ?? '—'}
      aria-describedby={pointed === undefined ? undefined : tipId}
      className="relative w-full max-w-[418px]"
      onMouseMove={point}
      onMouseLeave={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} aria-hidden className="block w-full" style={{ height: HEIGHT }} />
      {pointed !== undefined && at !== null && (
        <div
          id={tipId}
          role="tooltip"
          className="absolute bottom-full z-20 mb-1 -translate-x-1/2 rounded-md border border-line bg-panel px-2 py-1 text-xs whitespace-nowrap shadow-lg"
          style={{ left: `clamp(5rem, ${((at + 0.5) / BEATS) * 100}%, calc(100% - 5rem))` }}
        >
          {pointed.words}
        </div>
      )}
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, beats: Beat[], first: number, at: number | null): void {
  const scale = devicePixelRatio;
  const wide = BEATS * (TICK + GAP) - GAP;
  canvas.width = wide * scale;
  canvas.height = HEIGHT * scale;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.scale(scale, scale);
  const empty = getComputedStyle(canvas).getPropertyValue('--line').trim();
  for (let tick = 0; tick < BEATS; tick++) {
    const tone = beats[tick - first]?.tone ?? 'none';
    pen.fillStyle = tone === 'none' ? empty : colours[tone];
    const inset = tick === at ? 0 : 2;
    pen.beginPath();
    pen.roundRect(tick * (TICK + GAP), inset, TICK, HEIGHT - 2 * inset, 2);
    pen.fill();
  }
}
