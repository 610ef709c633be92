import { KNOWN_CLIENTS } from 'mcp-swagger-ipc/client-snippet';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Choice } from '../../components/field';
import { CodeBlock } from '../../components/copy-button';

/** What to tell a client about a server, for each client that we know. */
export function ClientSnippets({ name, endpoint }: { name: string; endpoint: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('claude-code');
  const client = KNOWN_CLIENTS[chosen];
  return (
    <div className="flex min-w-0 flex-col gap-2" data-testid="snippets">
      <div className="flex flex-wrap items-center gap-2 text-[13px]">
        <span className="font-medium">{t('snippet.title')}</span>
        <Choice label={t('snippet.client')} value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {Object.entries(KNOWN_CLIENTS).map(([id, { title }]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Choice>
      </div>
      {client !== undefined && (
        <>
          <CodeBlock text={client.write(name, { url: endpoint })} label={t('snippet.copy')} wrap />
          <p className="text-xs text-quiet">{t(`snippet.place.${chosen}`)}</p>
        </>
      )}
    </div>
  );
}
