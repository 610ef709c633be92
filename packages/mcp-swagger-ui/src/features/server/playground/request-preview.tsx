import { useMutation } from '@tanstack/react-query';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Card } from '../../../components/card';
import { CodeBlock } from '../../../components/copy-button';
import { Problem } from '../../../components/notice';
import { api, read, type ShownRequest } from '../../../lib/api';
import { requestText } from './request-text';

/** Asks the server's process what a call would send; nothing is sent. */
export function useDryRun(serverId: string, tool: string) {
  return useMutation({ mutationFn: (args: Record<string, unknown>) => read(api.POST('/api/servers/{id}/tools/{name}/request', { params: { path: { id: serverId, name: tool } }, body: { arguments: args } })) });
}

/** The request that a call would make, its secrets masked, or why there is none. */
export function RequestPreview({ request, error }: { request: ShownRequest | undefined; error: Error | null }) {
  const { t } = useTranslation();
  if (error !== null) return <Problem testId="request-problem">{error.message}</Problem>;
  if (request === undefined) return null;
  return (
    <Card title={t('playground.request')}>
      <div data-testid="request-preview">
        <CodeBlock text={requestText(request)} wrap />
      </div>
    </Card>
  );
}
