import { Braces, Link2, ScanSearch } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { JsonTree } from '../../components/json-tree';
import type { LogLine } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { parseAnsi } from './ansi';
import { jsonOf } from './log-filter';

interface Props {
  line: LogLine;
  isWrapped: boolean;
  isHit: boolean;
  serverName: string | undefined;
  onContext: ((line: LogLine) => void) | undefined;
  withDate?: boolean;
}

const bars = { error: 'border-bad', warn: 'border-warn', info: 'border-transparent', debug: 'border-transparent' };
const inks = { error: 'text-bad-ink', warn: 'text-warn-ink', info: '', debug: 'text-quiet' };

/** One line: when, whose, and what; JSON in it unfolds. */
export const LogRow = memo(function LogRow({ line, isWrapped, isHit, serverName, onContext, withDate = false }: Props) {
  const { t } = useTranslation();
  const { time, instant } = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const runs = useMemo(() => parseAnsi(line.text), [line.text]);
  const value = useMemo(() => jsonOf(line.text), [line.text]);
  // Beside a day or a name a phone has no room for words.
  const isStacked = isWrapped && (withDate || serverName !== undefined);
  return (
    <div className={`group border-l-2 pr-3 pl-2 ${bars[line.level]} ${isHit ? 'bg-warn/20' : 'hover:bg-raised'}`} data-testid="log-line">
      <div className={`flex gap-x-2.5 leading-[22px] ${isStacked ? 'max-sm:flex-wrap' : ''} ${inks[line.level]}`}>
        <time dateTime={line.timestamp} title={instant(line.timestamp)} className="shrink-0 text-quiet">
          {withDate ? instant(line.timestamp) : time(line.timestamp)}
        </time>
        {serverName !== undefined && <span className="w-28 shrink-0 truncate text-accent-ink max-sm:w-16">{serverName}</span>}
        <span className={isWrapped ? `min-w-0 flex-1 wrap-anywhere whitespace-pre-wrap ${isStacked ? 'max-sm:order-last max-sm:basis-full' : ''}` : 'whitespace-pre'}>
          {runs.map(({ text, className }, index) => (className === '' ? text : <span key={index} className={className}>{text}</span>))}
        </span>
        {value !== undefined && isWrapped && (
          <button type="button" aria-expanded={isOpen} aria-label={t('logs.json')} title={t('logs.json')} className="shrink-0 self-start px-1 text-quiet hover:text-ink" onClick={() => setIsOpen(!isOpen)}>
            <Braces size={13} aria-hidden className="mt-1" />
          </button>
        )}
        {onContext !== undefined && (
          <button type="button" aria-label={t('logs.context')} title={t('logs.context')} className="shrink-0 self-start px-1 text-quiet hover:text-ink" data-testid="log-context" onClick={() => onContext(line)}>
            <ScanSearch size={13} aria-hidden className="mt-1" />
          </button>
        )}
        <Link
          to={`/servers/${line.serverId}/logs?line=${line.id}`}
          aria-label={t('logs.link')}
          title={t('logs.link')}
          className="shrink-0 self-start px-1 text-quiet opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
          data-testid="log-link"
        >
          <Link2 size={13} aria-hidden className="mt-1" />
        </Link>
      </div>
      {isOpen && value !== undefined && (
        <div className="my-1 ml-16 rounded-md border border-line bg-raised p-2">
          <JsonTree value={value} />
        </div>
      )}
    </div>
  );
});
