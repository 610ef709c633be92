import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button';
import type { Connection, Server } from '../../lib/api';
import { formatTime } from '../../lib/format';
import { ConnectionTable } from '../connections/connection-table';
import { useLogLines } from './use-log-lines';

/** What one wants to know of a server at second sight: its clients, how to add one, and what its process said. */
export function ServerDetails({ server, connections }: { server: Server; connections: Connection[] }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-5 border-t border-[var(--line)] bg-[var(--page)]/50 px-4 py-4 lg:grid-cols-2" data-testid="server-details">
      <Section title={t('details.connections')} wide>
        {connections.length === 0 ? <p className="text-[13px] text-[var(--quiet)]">{t('details.noConnections')}</p> : <ConnectionTable connections={connections} />}
      </Section>
      <Section title={t('details.client')}>
        <ClientSnippets name={server.name} endpoint={server.process.endpoint} />
      </Section>
      <Section title={t('details.logs')}>
        <LogTail serverId={server.id} />
      </Section>
    </div>
  );
}

function Section({ title, children, wide = false }: { title: string; children: ReactNode; wide?: boolean }) {
  return (
    <section className={`min-w-0 ${wide ? 'lg:col-span-2' : ''}`}>
      <h3 className="mb-2 text-xs font-semibold tracking-wide text-[var(--quiet)] uppercase">{title}</h3>
      {children}
    </section>
  );
}

function ClientSnippets({ name, endpoint }: { name: string; endpoint: string | null }) {
  const { t } = useTranslation();
  if (endpoint === null) return <p className="text-[13px] text-[var(--quiet)]">{t('details.notRunning')}</p>;
  const command = `claude mcp add --transport http ${name} ${endpoint}`;
  const json = JSON.stringify({ mcpServers: { [name]: { type: 'http', url: endpoint } } }, null, 2);
  return (
    <div className="flex flex-col gap-2">
      {[command, json].map((text) => (
        <div key={text} className="flex items-start justify-between gap-2 rounded-md border border-[var(--line)] bg-[var(--panel)] px-3 py-2">
          <pre className="min-w-0 overflow-x-auto font-mono text-xs">{text}</pre>
          <CopyButton text={text} />
        </div>
      ))}
    </div>
  );
}

const colours = { error: 'text-[var(--bad)]', warn: 'text-[var(--warn)]', info: '', debug: 'text-[var(--quiet)]' };

function LogTail({ serverId }: { serverId: string }) {
  const { t, i18n } = useTranslation();
  const { data: lines = [] } = useLogLines(serverId);
  if (lines.length === 0) return <p className="text-[13px] text-[var(--quiet)]">{t('details.noLogs')}</p>;
  return (
    <ol className="flex max-h-52 flex-col-reverse overflow-y-auto rounded-md border border-[var(--line)] bg-[var(--panel)] px-3 py-2 font-mono text-xs" data-testid="server-log">
      {lines.toReversed().map((line, index) => (
        <li key={`${line.timestamp} ${lines.length - index}`} className={`flex gap-2 ${colours[line.level]}`}>
          <time className="shrink-0 text-[var(--quiet)]">{formatTime(line.timestamp, i18n.language)}</time>
          <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
        </li>
      ))}
    </ol>
  );
}
