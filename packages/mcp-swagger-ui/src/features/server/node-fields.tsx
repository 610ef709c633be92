import { Field } from '../../components/field';
import { useTranslation } from '../../lib/i18n/use-translation';
import { labelsOf, labelsText } from './node-labels';
import type { Settings } from './settings';

/** On how many nodes a server runs at once; only those that speak Streamable HTTP can run on more than one. */
export function ReplicasField({ transport, replicas, onChange }: Pick<Settings, 'transport' | 'replicas'> & { onChange: (replicas: number) => void }) {
  const { t } = useTranslation();
  if (transport !== 'streamable' && replicas === 1) return null;
  return <Field label={t('server.replicas')} hint={t('server.replicasHint')} type="number" min={1} max={100} required data-testid="settings-replicas" value={replicas} onChange={(event) => onChange(Number(event.target.value))} />;
}

/** The labels that a node must have to run a server. What the text says comes when the field is left. */
export function LabelsField({ labels, onChange }: { labels: Settings['nodeLabels']; onChange: (labels: Settings['nodeLabels']) => void }) {
  const { t } = useTranslation();
  const text = labelsText(labels);
  return <Field key={text} label={t('server.nodeLabels')} hint={t('server.nodeLabelsHint')} placeholder="zone=eu" defaultValue={text} data-testid="settings-labels" onBlur={(event) => onChange(labelsOf(event.target.value))} />;
}
