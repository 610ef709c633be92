import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

export const inputLook =
  'w-full rounded-md border border-[var(--line)] bg-[var(--page)] px-3 h-9 text-sm placeholder:text-[var(--quiet)] focus:border-[var(--accent)] focus:outline-none';

type Props = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: string | undefined };

/** A labelled text field. */
export function Field({ label, hint, className = '', ...rest }: Props) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-[13px] font-medium">
        {label}
      </label>
      <input id={id} className={inputLook} aria-describedby={hint === undefined ? undefined : `${id}-hint`} {...rest} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-[var(--quiet)]">
          {hint}
        </p>
      )}
    </div>
  );
}

/** One of a few, as a row of segments. */
export function Segments<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: Record<T, ReactNode>; onChange: (value: T) => void }) {
  const name = useId();
  return (
    <fieldset className="inline-flex self-start rounded-md border border-[var(--line)] bg-[var(--page)] p-0.5">
      <legend className="sr-only">{label}</legend>
      {(Object.keys(options) as T[]).map((option) => (
        <label
          key={option}
          className="cursor-pointer rounded px-2.5 py-1 text-[13px] text-[var(--quiet)] has-checked:bg-[var(--panel)] has-checked:font-medium has-checked:text-[var(--ink)] has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-[var(--accent)]"
        >
          <input type="radio" className="sr-only" name={name} checked={option === value} onChange={() => onChange(option)} />
          {options[option]}
        </label>
      ))}
    </fieldset>
  );
}
