import { Download, Pause, Play, Regex, WrapText } from 'lucide-react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, IconButton } from '../../components/button';
import { SearchField } from '../../components/field';
import { saveText } from '../../lib/save-text';
import type { LogLine } from '../../lib/api';
import { withoutAnsi } from './ansi';
import { type Level, levels, type LogFilter } from './log-filter';

interface Props {
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
  isWrapped: boolean;
  onWrap: (isWrapped: boolean) => void;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
  lines: LogLine[];
  fileName: string;
}

const tones: Record<Level, string> = {
  error: 'aria-pressed:border-bad/60 aria-pressed:text-bad-ink',
  warn: 'aria-pressed:border-warn/70 aria-pressed:text-warn-ink',
  info: 'aria-pressed:border-accent/60 aria-pressed:text-accent-ink',
  debug: 'aria-pressed:border-edge aria-pressed:text-ink',
};

/** What of the lines is shown, and how. */
export function LogBar({ filter, onFilter, isWrapped, onWrap, isPaused, onPause, lines, fileName }: Props) {
  const { t } = useTranslation();
  const toggle = (level: Level) => {
    const next = new Set(filter.levels);
    if (!next.delete(level)) next.add(level);
    onFilter({ ...filter, levels: next });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label={t('logs.levels')} className="flex gap-1">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            aria-pressed={filter.levels.has(level)}
            className={`h-8 rounded-full border border-line px-2.5 text-xs text-quiet line-through opacity-80 aria-pressed:font-medium aria-pressed:no-underline aria-pressed:opacity-100 ${tones[level]}`}
            onClick={() => toggle(level)}
          >
            {t(`logs.level.${level}`)}
          </button>
        ))}
      </div>
      <SearchField label={t('logs.search')} className="grow sm:max-w-80" data-testid="log-search" value={filter.text} onChange={(event) => onFilter({ ...filter, text: event.target.value })} />
      <IconButton label={t('logs.expression')} look="plain" aria-pressed={filter.isExpression} className="aria-pressed:border-accent aria-pressed:text-accent-ink" onClick={() => onFilter({ ...filter, isExpression: !filter.isExpression })}>
        <Regex size={15} aria-hidden />
      </IconButton>
      <Button look="plain" aria-pressed={filter.isInverse} className="aria-pressed:border-accent aria-pressed:text-accent-ink" onClick={() => onFilter({ ...filter, isInverse: !filter.isInverse })}>
        {t('logs.inverse')}
      </Button>
      <div className="ml-auto flex items-center gap-1">
        <IconButton label={t('logs.wrap')} look="plain" aria-pressed={isWrapped} className="aria-pressed:border-accent aria-pressed:text-accent-ink" onClick={() => onWrap(!isWrapped)}>
          <WrapText size={15} aria-hidden />
        </IconButton>
        <IconButton label={t('logs.download')} look="plain" onClick={() => saveText(fileName, lines.map(({ timestamp, level, text }) => `${timestamp} ${level} ${withoutAnsi(text)}\n`).join(''))}>
          <Download size={15} aria-hidden />
        </IconButton>
        <Button data-testid="log-pause" onClick={() => onPause(!isPaused)}>
          {isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />} {t(isPaused ? 'logs.follow' : 'logs.pause')}
        </Button>
      </div>
    </div>
  );
}
