import type { ButtonHTMLAttributes } from 'react';

const looks = {
  plain: 'border border-line bg-panel hover:bg-raised shadow-xs',
  primary: 'bg-accent text-white hover:brightness-110 shadow-xs',
  danger: 'border border-bad/60 text-bad-ink hover:bg-bad/10',
  ghost: 'text-quiet hover:bg-line/60 hover:text-ink',
};

const shape = 'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md px-3 h-8 text-[13px] font-medium whitespace-nowrap transition-colors disabled:opacity-45 disabled:pointer-events-none aria-disabled:cursor-not-allowed! aria-disabled:opacity-45';

interface Look {
  look?: keyof typeof looks;
  /** Why it may not be pressed. It stays in reach of the keyboard, and says it. */
  refused?: string | undefined;
}

/** The classes of a button, for links that look like one. */
export function buttonLook(look: keyof typeof looks = 'plain'): string {
  return `${shape} ${looks[look]}`;
}

/** A button in one of four looks. */
export function Button({ look = 'plain', className = '', type = 'button', refused, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & Look) {
  const refusal = refused === undefined ? {} : { type: 'button' as const, 'aria-disabled': true, 'aria-description': refused, title: refused, onClick: undefined };
  return <button type={type} className={`${buttonLook(look)} ${className}`} {...rest} {...refusal} />;
}

/** A square button with an icon; `label` is its name for a screen reader and its tooltip. */
export function IconButton({ label, look = 'ghost', className = '', ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & Look & { label: string }) {
  return <Button look={look} aria-label={label} title={label} className={`w-8 px-0! ${className}`} {...rest} />;
}
