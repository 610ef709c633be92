import { useQuery } from '@tanstack/react-query';
import { CircleCheck, LoaderCircle } from 'lucide-react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { useNavigate } from 'react-router';
import { Button } from '../../../components/button';
import { api, read, type Server } from '../../../lib/api';
import { queryKeys } from '../../../lib/query-keys';
import { useConnectionsOf } from '../../connections/use-connections';
import { gatewayAddress } from '../gateway-address';
import { ClientSnippets } from '../client-snippets';
import { StatePill } from '../state-pill';
import { useActOnServers, useServer } from '../use-servers';

/** How often the calls are asked for while the page waits for the first. */
const ASK_MS = 1_500;

/** The server comes up, the reader copies a snippet, and the page says when the first client connects and the first call arrives. */
export function FinishStep({ created, onClose }: { created: Server; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: server = created } = useServer(created.id);
  const { mutate, isPending } = useActOnServers();
  const { data: connections = [] } = useConnectionsOf(created.id);
  const calls = useFirstCall(created.id);
  const process = (server ?? created).process;
  const client = connections[0];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3 text-[13px]">
        <strong>{created.name}</strong>
        <StatePill process={process} withReason />
        {(process.state === 'stopped' || process.state === 'failed') && (
          <Button disabled={isPending} onClick={() => mutate({ ids: [created.id], action: 'start' })}>
            {t('action.start')}
          </Button>
        )}
      </div>
      {(process.endpoint !== null || created.transport === 'stdio') && <ClientSnippets name={created.name} endpoint={process.endpoint ?? gatewayAddress(created.name)} />}
      <ol className="flex flex-col gap-2 rounded-lg border border-line bg-raised p-3 text-[13px]" aria-live="polite">
        <Milestone isDone={process.state === 'running'} done={t('add.isRunning')} waiting={t('add.waitsForServer')} testId="first-start" />
        <Milestone isDone={client !== undefined || calls > 0} done={t('add.isConnected', { client: client?.clientInfo.name ?? '—' })} waiting={t('add.waitsForClient')} testId="first-client" />
        <Milestone isDone={calls > 0} done={t('add.isCalled')} waiting={t('add.waitsForCall')} testId="first-call" />
      </ol>
      <div className="flex justify-end gap-2">
        <Button data-testid="open-server" onClick={() => void navigate(`/servers/${created.id}`)}>
          {t('add.openServer')}
        </Button>
        <Button look="primary" data-testid="wizard-done" onClick={onClose}>
          {t('action.done')}
        </Button>
      </div>
    </div>
  );
}

function useFirstCall(id: string): number {
  const { data } = useQuery({
    queryKey: queryKeys.metrics(id),
    queryFn: () => read(api.GET('/api/servers/{id}/metrics', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.calls.total > 0 ? false : ASK_MS),
  });
  return data?.calls.total ?? 0;
}

function Milestone({ isDone, done, waiting, testId }: { isDone: boolean; done: string; waiting: string; testId: string }) {
  return (
    <li className="flex items-center gap-2" data-testid={testId} data-done={isDone}>
      {isDone ? <CircleCheck size={16} aria-hidden className="text-good-ink" /> : <LoaderCircle size={16} aria-hidden className="animate-spin text-quiet" />}
      <span className={isDone ? '' : 'text-quiet'}>{isDone ? done : waiting}</span>
    </li>
  );
}
