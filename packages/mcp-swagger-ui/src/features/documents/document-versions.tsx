import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, buttonLook } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { Pill } from '../../components/pill';
import type { DocumentVersion } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { ToolDiffView } from './tool-diff-view';
import { useApplyVersion, useDiff, useVersions } from './use-document';

/** What a document was and may become: each version, how its tools differ from those in use, and the button that takes it. */
export function DocumentVersions({ id }: { id: string }) {
  const query = useVersions(id);
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Loaded query={query}>
      {(versions) => {
        const inUse = versions.find((version) => version.inUse)?.number ?? 0;
        return (
          <ol className="flex flex-col gap-2">
            {versions.map((version) => (
              <Version key={version.number} id={id} version={version} inUse={inUse} isOpen={open === version.number} onToggle={() => setOpen(open === version.number ? null : version.number)} />
            ))}
          </ol>
        );
      }}
    </Loaded>
  );
}

interface VersionProps {
  id: string;
  version: DocumentVersion;
  inUse: number;
  isOpen: boolean;
  onToggle: () => void;
}

function Version({ id, version: { number, version, toolCount, bytes: size, origin, createdAt, appliedAt, inUse: isInUse }, inUse, isOpen, onToggle }: VersionProps) {
  const { t } = useTranslation();
  const { instant, bytes } = useFormat();
  return (
    <li className="rounded-xl border border-line bg-panel" data-testid="version">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 text-[13px]">
        <strong className="shrink-0">{t('versions.number', { number })}</strong>
        <span className="text-quiet">{version}</span>
        {isInUse && <Pill tone="good">{t('versions.inUse')}</Pill>}
        {!isInUse && appliedAt === null && number > inUse && <Pill tone="warn">{t('versions.waiting')}</Pill>}
        <span className="text-quiet">
          {t('servers.tools', { count: toolCount })} · {bytes(size)} · {t(`versions.origin.${origin}`)}, {instant(createdAt)}
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <a href={`/api/documents/${id}/versions/${number}/content`} download className={buttonLook('ghost')}>
            {t('versions.text')}
          </a>
          {!isInUse && (
            <Button aria-expanded={isOpen} data-testid="compare" onClick={onToggle}>
              {t('versions.compare')}
            </Button>
          )}
        </span>
      </div>
      {isOpen && !isInUse && <Comparison id={id} from={inUse} to={number} />}
    </li>
  );
}

/** The difference first, then the button. */
function Comparison({ id, from, to }: { id: string; from: number; to: number }) {
  const { t } = useTranslation();
  const refused = useRefusal('operator');
  const diff = useDiff(id, from, to);
  const { mutate, isPending } = useApplyVersion(id);
  return (
    <div className="flex flex-col gap-3 border-t border-line px-4 py-3">
      <Loaded query={diff} rows={1}>
        {(value) => (
          <>
            <ToolDiffView diff={value} />
            <Button look="primary" className="self-start" refused={refused} disabled={isPending} data-testid="apply-version" onClick={() => mutate(to)}>
              {isPending ? t('versions.applying') : t('versions.apply', { number: to })}
            </Button>
          </>
        )}
      </Loaded>
    </div>
  );
}
