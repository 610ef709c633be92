import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../lib/copy-text';
import { useTranslation } from '../lib/i18n/use-translation';
import { toast } from '../lib/toasts';

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const words = copied ? t('action.copied') : (label ?? t('action.copy'));
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded text-quiet hover:bg-line/60 hover:text-ink"
      onClick={() => void copyText(text).then(() => setCopied(true), (error: unknown) => toast('bad', String(error)))}
    >
      {copied ? <Check size={14} aria-hidden className="text-good-ink" /> : <Copy size={14} aria-hidden />}
    </button>
  );
}

/** A text to be copied, in the type of code. */
export function CodeBlock({ text, label, wrap = false }: { text: string; label?: string; wrap?: boolean }) {
  return (
    <div className="flex min-w-0 items-start gap-2 rounded-md border border-line bg-raised py-2 pr-2 pl-3">
      <pre tabIndex={0} className={`max-h-96 min-w-0 flex-1 overflow-auto font-mono text-xs leading-5 ${wrap ? 'break-words whitespace-pre-wrap' : ''}`}>
        {text}
      </pre>
      <CopyButton text={text} {...(label === undefined ? {} : { label })} />
    </div>
  );
}
