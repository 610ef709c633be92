import { Search } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react';

export const inputLook =
  'w-full min-w-0 rounded-md border border-edge/60 bg-panel px-3 h-8 text-[13px] placeholder:text-quiet focus-visible:border-accent-ink focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60';

interface Labelled {
  label: string;
  hint?: ReactNode;
  className?: string;
}

function Label({ label, hint, className = '', children }: Labelled & { children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode }) {
  const id = useId();
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1 block text-[13px] font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': hint === undefined ? undefined : `${id}-hint` })}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="mt-1 text-xs text-quiet">
          {hint}
        </div>
      )}
    </div>
  );
}

/** A labelled text field. */
export function Field({ label, hint, className, ...rest }: InputHTMLAttributes<HTMLInputElement> & Labelled) {
  return (
    <Label label={label} hint={hint} {...(className === undefined ? {} : { className })}>
      {(ids) => <input className={inputLook} {...ids} {...rest} />}
    </Label>
  );
}

/** A labelled text of several lines. */
export function TextField({ label, hint, className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & Labelled) {
  return (
    <Label label={label} hint={hint} {...(className === undefined ? {} : { className })}>
      {(ids) => <textarea spellCheck={false} className={`${inputLook} h-auto! min-h-20 py-2 font-mono text-xs`} {...ids} {...rest} />}
    </Label>
  );
}

/** A labelled choice of one of many. */
export function SelectField({ label, hint, className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement> & Labelled) {
  return (
    <Label label={label} hint={hint} {...(className === undefined ? {} : { className })}>
      {(ids) => (
        <select className={inputLook} {...ids} {...rest}>
          {children}
        </select>
      )}
    </Label>
  );
}

/** A choice whose name only a screen reader is told, for bars of filters. */
export function Choice({ label, className = '', ...rest }: SelectHTMLAttributes<HTMLSelectElement> & { label: string }) {
  return <select aria-label={label} title={label} className={`${inputLook} w-auto! max-w-48 ${className}`} {...rest} />;
}

/** A yes or no with its words. */
export function Tick({ label, hint, ...rest }: InputHTMLAttributes<HTMLInputElement> & { label: ReactNode; hint?: string }) {
  return (
    <label className="inline-flex items-start gap-2 text-[13px]">
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <span>
        {label}
        {hint !== undefined && <span className="block text-xs text-quiet">{hint}</span>}
      </span>
    </label>
  );
}

/** A search field; `/` brings the reader into the first one of a page. */
export function SearchField({ label, className = '', ...rest }: InputHTMLAttributes<HTMLInputElement> & { label: string }) {
  return (
    <div className={`relative min-w-0 ${className}`}>
      <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-quiet" />
      <input type="search" aria-label={label} placeholder={label} data-search className={`${inputLook} pl-8`} {...rest} />
    </div>
  );
}
