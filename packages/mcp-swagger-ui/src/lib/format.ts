const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span of time in its two largest units, as the language writes them: `2d 3h`, `4m 5s`, `12s`; `5天 3小时`. */
export function formatDuration(ms: number, language = 'en'): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const first = units.findIndex(([, length]) => seconds >= length);
  if (first === -1) return unit(0, 'second', language);
  const parts = units.slice(first, first + 2).map(([name, length], index) => ({ name, amount: Math.floor((index === 0 ? seconds : seconds % (units[first]?.[1] ?? 1)) / length) }));
  return parts
    .filter(({ amount }, index) => index === 0 || amount > 0)
    .map(({ name, amount }) => unit(amount, name, language))
    .join(' ');
}

function unit(amount: number, name: string, language: string): string {
  return formatterOf(language, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(amount);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Making one costs more than a thousand uses of it. */
function formatterOf(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${options.style} ${options.unit} ${options.maximumFractionDigits}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, options);
  formatters.set(key, made);
  return made;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(language: string, kind: keyof typeof clockOptions): Intl.DateTimeFormat {
  const key = `${language} ${kind}`;
  const known = clocks.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, clockOptions[kind]);
  clocks.set(key, made);
  return made;
}

const clockOptions = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  instant: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A whole or broken number with the language's separators. */
export function formatNumber(value: number, language = 'en', digits = 0): string {
  return formatterOf(language, { maximumFractionDigits: digits }).format(value);
}

/** Bytes in B, kB, MB or GB (of 1,024), with one decimal below 10. */
export function formatBytes(bytes: number, language = 'en'): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${formatNumber(value, language, value < 10 && step > 0 ? 1 : 0)} ${steps[step]}`;
}

/** Milliseconds as such, or as seconds from one up. */
export function formatMs(ms: number, language = 'en'): string {
  return ms < 1000 ? `${formatNumber(ms, language, ms < 10 ? 1 : 0)} ms` : `${formatNumber(ms / 1000, language, 2)} s`;
}

/** A share of one as percents. */
export function formatShare(share: number, language = 'en'): string {
  return formatterOf(language, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}

/** Whole seconds until an instant; 0 when it has passed. */
export function secondsUntil(instant: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
}

/** The hour, minute and second of an instant, as the language writes them. */
export function formatTime(instant: string, language: string): string {
  return clockOf(language, 'time').format(new Date(instant));
}

/** Day and time of an instant. */
export function formatInstant(instant: string, language: string): string {
  return clockOf(language, 'instant').format(new Date(instant));
}

/** A name for a server from a document's title: lower case, words joined by hyphens, at most 60 characters. */
export function toServerName(title: string): string {
  const name = title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return name === '' ? 'server' : name;
}
