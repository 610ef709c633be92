import { KNOWN_CLIENTS } from 'mcp-swagger-ipc/client-snippet';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Card } from '../../components/card';
import { CodeBlock } from '../../components/copy-button';
import { Field, SelectField, TextField, Tick } from '../../components/field';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import { addressOf, argumentsOf, commandLine, type CommandOptions, plainCommand } from './command-line';

/** The options of the command line as a form, the line that they come to, and what to tell a client. */
export function CommandLinePage() {
  const { t } = useTranslation();
  const [options, setOptions] = useState(plainCommand);
  const [client, setClient] = useState('claude-desktop');
  const change = (part: Partial<CommandOptions>) => setOptions({ ...options, ...part });
  const isNetwork = options.transport !== 'stdio';
  const known = KNOWN_CLIENTS[client];
  const variables = options.auth === '' || options.tokenEnv === '' ? [] : [options.tokenEnv];
  const reached = isNetwork ? { url: addressOf(options) } : { command: 'npx', args: ['-y', 'mcp-swagger-server', ...argumentsOf(options)], variables };
  return (
    <Page title={t('nav.cli')} lead={t('cli.lead')}>
      <Card title={t('cli.line')}>
        <CodeBlock text={commandLine(options)} label={t('cli.copy')} wrap />
      </Card>
      <div className="grid gap-4 xl:grid-cols-2">
        <Card title={t('cli.options')}>
          <div className="grid gap-3 sm:grid-cols-2">
            <Field className="sm:col-span-2" label={t('cli.openapi')} value={options.openapi} data-testid="cli-openapi" onChange={(event) => change({ openapi: event.target.value })} />
            <div className="sm:col-span-2">
              <span className="mb-1 block text-[13px] font-medium">{t('server.transport')}</span>
              <Segments label={t('server.transport')} value={options.transport} options={{ stdio: 'stdio', streamable: 'HTTP', websocket: 'WebSocket', sse: 'SSE' }} onChange={(transport) => change({ transport })} />
            </div>
            {isNetwork && <Field label={t('server.port')} type="number" min={0} max={65_535} placeholder="3001" value={options.port} onChange={(event) => change({ port: event.target.value })} />}
            {isNetwork && <Field label={t('cli.host')} placeholder="127.0.0.1" value={options.host} onChange={(event) => change({ host: event.target.value })} />}
            <Field className="sm:col-span-2" label={t('add.baseUrl')} hint={t('add.baseUrlHint')} value={options.baseUrl} onChange={(event) => change({ baseUrl: event.target.value })} />
            <SelectField label={t('add.auth')} value={options.auth} onChange={(event) => change({ auth: event.target.value as CommandOptions['auth'] })}>
              <option value="">{t('add.none')}</option>
              <option value="bearer">{t('add.bearer')}</option>
              <option value="basic">{t('add.basic')}</option>
              <option value="apikey">{t('add.apikey')}</option>
              <option value="oauth2">{t('add.oauth2')}</option>
            </SelectField>
            <Field label={t('cli.tokenEnv')} hint={t('cli.tokenEnvHint')} disabled={options.auth === ''} placeholder="API_TOKEN" value={options.tokenEnv} onChange={(event) => change({ tokenEnv: event.target.value })} />
            <SelectField label={t('add.tools')} value={options.toolMode} onChange={(event) => change({ toolMode: event.target.value as CommandOptions['toolMode'] })}>
              <option value="all">{t('add.toolsAll')}</option>
              <option value="search">{t('add.toolsSearch')}</option>
              <option value="auto">{t('add.toolsAuto')}</option>
            </SelectField>
            <SelectField label={t('cli.logLevel')} value={options.logLevel} onChange={(event) => change({ logLevel: event.target.value as CommandOptions['logLevel'] })}>
              {(['error', 'warn', 'info', 'debug'] as const).map((level) => (
                <option key={level} value={level}>
                  {t(`logs.level.${level}`)}
                </option>
              ))}
            </SelectField>
            <Lines label={t('server.include')} hint={t('server.filterHint')} onChange={(include) => change({ include })} />
            <Lines label={t('server.exclude')} hint={t('server.filterHint')} onChange={(exclude) => change({ exclude })} />
            <Lines label={t('cli.headers')} hint={t('cli.headersHint')} onChange={(headers) => change({ headers })} />
            <div className="flex items-start pt-6">
              <Tick label={t('cli.watch')} checked={options.watch} onChange={(event) => change({ watch: event.target.checked })} />
            </div>
          </div>
        </Card>
        <Card
          title={t('cli.client')}
          actions={
            <select aria-label={t('snippet.client')} className="h-8 rounded-md border border-edge/60 bg-panel px-2 text-[13px]" value={client} onChange={(event) => setClient(event.target.value)}>
              {Object.entries(KNOWN_CLIENTS).map(([id, { title }]) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          }
        >
          {known !== undefined && (
            <>
              <CodeBlock text={known.write('my-api', reached)} label={t('snippet.copy')} wrap />
              <p className="mt-2 text-xs text-quiet">{t(`snippet.place.${client}`)}</p>
            </>
          )}
        </Card>
      </div>
    </Page>
  );
}

function Lines({ label, hint, onChange }: { label: string; hint: string; onChange: (lines: string[]) => void }) {
  return <TextField label={label} hint={hint} rows={3} onChange={(event) => onChange(event.target.value.split('\n').map((line) => line.trim()).filter(Boolean))} />;
}
