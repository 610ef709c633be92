import { type ReactNode, useId } from 'react';

interface Props<T extends string> {
  label: string;
  value: T;
  options: Record<T, ReactNode>;
  onChange: (value: T) => void;
}

/** One of a few, as a row of segments. */
export function Segments<T extends string>({ label, value, options, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex max-w-full min-w-0 flex-wrap self-start rounded-md border border-line bg-raised p-0.5">
      <legend className="sr-only">{label}</legend>
      {(Object.keys(options) as T[]).map((option) => (
        <label
          key={option}
          className="relative inline-flex cursor-pointer items-center gap-1.5 rounded px-2.5 py-1 text-[13px] whitespace-nowrap text-quiet has-checked:bg-panel has-checked:font-medium has-checked:text-ink has-checked:shadow-sm dark:has-checked:bg-line has-focus-visible:outline-2 has-focus-visible:outline-accent-ink"
        >
          <input type="radio" className="sr-only" name={name} checked={option === value} onChange={() => onChange(option)} />
          {options[option]}
        </label>
      ))}
    </fieldset>
  );
}
