import { useTranslation } from '../../lib/i18n/use-translation';
import { Field, SelectField, TextField, Tick } from '../../components/field';
import { LabelsField, ReplicasField } from './node-fields';
import { ProbeFields } from './probe-fields';
import { linesOf, type Settings } from './settings';

interface Props {
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** The settings that people change; the rest is in the JSON beside it. */
export function SettingsForm({ settings, onChange }: Props) {
  const { t } = useTranslation();
  const change = (part: Partial<Settings>) => onChange({ ...settings, ...part });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t('servers.name')} required maxLength={100} data-testid="settings-name" value={settings.name ?? ''} onChange={(event) => change({ name: event.target.value })} />
      <Field label={t('server.description')} maxLength={2_000} value={settings.description ?? ''} onChange={(event) => change({ description: event.target.value })} />
      <TagsField tags={settings.tags} onChange={(tags) => change({ tags })} />
      {settings.command === undefined && <DocumentFields settings={settings} change={change} />}
      {settings.processPer !== undefined && <ProcessPerField value={settings.processPer} onChange={(processPer) => change({ processPer })} />}
      {settings.command === undefined && <ReplicasField transport={settings.transport} replicas={settings.replicas} onChange={(replicas) => change({ replicas })} />}
      <LabelsField labels={settings.nodeLabels} onChange={(nodeLabels) => change({ nodeLabels })} />
      <div className="flex items-end pb-1.5">
        <Tick label={t('server.autoStart')} checked={settings.autoStart} onChange={(event) => change({ autoStart: event.target.checked })} />
      </div>
      <LimitField label={t('server.timeout')} value={settings.limits?.requestTimeoutMs} onChange={(value) => change({ limits: withPart(settings.limits, 'requestTimeoutMs', value) })} />
      <LimitField label={t('server.retries')} value={settings.limits?.retries} onChange={(value) => change({ limits: withPart(settings.limits, 'retries', value) })} />
      <LimitField label={t('server.maxConnections')} value={settings.limits?.maxConnections} onChange={(value) => change({ limits: withPart(settings.limits, 'maxConnections', value) })} />
      <LimitField label={t('server.memoryLimit')} hint={t('server.memoryLimitHint')} value={inMegabytes(settings.limits?.memoryBytes)} onChange={(value) => change({ limits: withPart(settings.limits, 'memoryBytes', value === undefined ? undefined : value * MEGABYTE) })} />
      <LimitField label={t('server.openFiles')} hint={t('server.openFilesHint')} value={settings.limits?.openFiles} onChange={(value) => change({ limits: withPart(settings.limits, 'openFiles', value) })} />
      <LimitField label={t('server.maxRestarts')} value={settings.restartPolicy?.maxRestarts} onChange={(value) => change({ restartPolicy: withPart(settings.restartPolicy, 'maxRestarts', value) })} />
    </div>
  );
}

const MEGABYTE = 1_048_576;

function inMegabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.round(bytes / MEGABYTE);
}

interface PartProps {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}

/** What only servers with a document have. */
function DocumentFields({ settings, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField label={t('server.transport')} value={settings.transport} onChange={(event) => change({ transport: event.target.value })}>
        <option value="streamable">Streamable HTTP</option>
        <option value="sse">HTTP + SSE (2024)</option>
        <option value="websocket">WebSocket</option>
        <option value="stdio">stdio</option>
      </SelectField>
      <Field label={t('server.port')} type="number" min={0} max={65_535} hint={t('server.portHint')} value={settings.port ?? ''} onChange={(event) => change({ port: event.target.value === '' ? null : Number(event.target.value) })} />
      <Field label={t('server.path')} value={settings.endpoint ?? ''} onChange={(event) => change({ endpoint: event.target.value })} />
      <Field label={t('add.baseUrl')} type="url" hint={t('add.baseUrlHint')} value={settings.baseUrl ?? ''} onChange={(event) => change({ baseUrl: event.target.value === '' ? null : event.target.value })} />
      <SelectField label={t('add.tools')} value={settings.toolMode ?? ''} onChange={(event) => change({ toolMode: event.target.value as NonNullable<Settings['toolMode']> })}>
        {settings.toolMode === undefined && <option value="">{t('server.default')}</option>}
        <option value="auto">{t('add.toolsAuto')}</option>
        <option value="all">{t('add.toolsAll')}</option>
        <option value="search">{t('add.toolsSearch')}</option>
      </SelectField>
      <FilterField label={t('server.include')} lines={settings.filters?.include} onChange={(include) => change({ filters: { ...settings.filters, include } })} />
      <FilterField label={t('server.exclude')} lines={settings.filters?.exclude} onChange={(exclude) => change({ filters: { ...settings.filters, exclude } })} />
      <SelectField
        label={t('server.confined')}
        hint={t('server.confinedHint')}
        data-testid="settings-confined"
        value={String(settings.confined ?? '')}
        onChange={(event) => change({ confined: event.target.value === '' ? null : event.target.value === 'true' })}
      >
        <option value="">{t('server.default')}</option>
        <option value="true">{t('server.yes')}</option>
        <option value="false">{t('server.no')}</option>
      </SelectField>
      <ProbeFields probe={settings.upstreamProbe} onChange={(upstreamProbe) => change({ upstreamProbe })} />
    </>
  );
}

function ProcessPerField({ value, onChange }: { value: Settings['processPer']; onChange: (value: Settings['processPer']) => void }) {
  const { t } = useTranslation();
  return (
    <SelectField label={t('add.processPer')} value={value} onChange={(event) => onChange(event.target.value as Settings['processPer'])}>
      <option value="session">{t('add.perSession')}</option>
      <option value="server">{t('add.perServer')}</option>
    </SelectField>
  );
}

/** An object with a field set, or without it when it is given back to its default. */
function withPart<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): T {
  const next = { ...object };
  if (value === undefined) delete next[key];
  else next[key] = value;
  return next;
}

/** Typed with commas between them. What the text says comes when the field is left, or a comma could not be typed. */
function TagsField({ tags, onChange }: { tags: string[] | undefined; onChange: (tags: string[]) => void }) {
  const { t } = useTranslation();
  const text = (tags ?? []).join(', ');
  return <Field key={text} className="sm:col-span-2" label={t('servers.tags')} hint={t('servers.tagsHint')} defaultValue={text} data-testid="settings-tags" onBlur={(event) => onChange([...new Set(event.target.value.split(',').map((tag) => tag.trim()).filter(Boolean))])} />;
}

function FilterField({ label, lines, onChange }: { label: string; lines: string[] | undefined; onChange: (lines: string[]) => void }) {
  const { t } = useTranslation();
  const text = (lines ?? []).join('\n');
  return <TextField key={text} label={label} hint={t('server.filterHint')} rows={3} defaultValue={text} onBlur={(event) => onChange(linesOf(event.target.value))} />;
}

function LimitField({ label, hint, value, onChange }: { label: string; hint?: string; value: number | undefined; onChange: (value: number | undefined) => void }) {
  const { t } = useTranslation();
  return <Field label={label} {...(hint === undefined ? {} : { hint })} type="number" min={0} placeholder={t('server.default')} value={value ?? ''} onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))} />;
}
