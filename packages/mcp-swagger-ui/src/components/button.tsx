import type { ButtonHTMLAttributes } from 'react';

const looks = {
  plain: 'border border-[var(--line)] bg-[var(--panel)] hover:bg-[var(--page)]',
  primary: 'bg-[var(--accent)] text-[var(--accent-ink)] hover:opacity-90',
  danger: 'border border-[var(--bad)] text-[var(--bad)] hover:bg-[var(--bad)]/10',
  ghost: 'hover:bg-[var(--line)]/60 text-[var(--quiet)] hover:text-[var(--ink)]',
};

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof looks };

/** A button in one of four looks. */
export function Button({ look = 'plain', className = '', type = 'button', ...rest }: Props) {
  const shape = 'inline-flex items-center justify-center gap-1.5 rounded-md px-3 h-8 text-[13px] font-medium whitespace-nowrap transition-colors disabled:opacity-40 disabled:pointer-events-none';
  return <button type={type} className={`${shape} ${looks[look]} ${className}`} {...rest} />;
}
