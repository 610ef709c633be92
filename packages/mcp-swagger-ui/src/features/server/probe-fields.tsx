import { Field, SelectField } from '../../components/field';
import { useTranslation } from '../../lib/i18n/use-translation';
import { asProbe, type Probe, targetText } from './probe-target';

/** How the API behind a server is looked at: a path of it or a tool, how often, and what a failure means. */
export function ProbeFields({ probe, onChange }: { probe: Probe | null; onChange: (probe: Probe | null) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('server.probe')}
        hint={t('server.probeHint')}
        placeholder="/health"
        data-testid="settings-probe"
        key={targetText(probe)}
        defaultValue={targetText(probe)}
        onBlur={(event) => onChange(asProbe(event.target.value, probe))}
      />
      {probe !== null && (
        <>
          <Field label={t('server.probeEvery')} type="number" min={1} value={probe.intervalMs / 1_000} onChange={(event) => onChange({ ...probe, intervalMs: Number(event.target.value) * 1_000 })} />
          <SelectField label={t('server.probeFailure')} value={probe.onFailure} onChange={(event) => onChange({ ...probe, onFailure: event.target.value as Probe['onFailure'] })}>
            <option value="report">{t('server.probeReport')}</option>
            <option value="restart">{t('server.probeRestart')}</option>
          </SelectField>
        </>
      )}
    </>
  );
}
