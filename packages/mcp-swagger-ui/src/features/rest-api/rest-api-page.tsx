import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { buttonLook } from '../../components/button';
import { Card } from '../../components/card';
import { CodeBlock } from '../../components/copy-button';
import { SearchField } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { MethodTag } from '../../components/method-tag';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { problemOf } from '../../lib/api';
import { type ApiDocument, pathsByTag } from './paths-by-tag';

/** The product's own REST API: its paths, and where to try them out. */
export function RestApiPage() {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const query = useQuery({ queryKey: ['openapi'], staleTime: Infinity, queryFn: loadDocument });
  return (
    <Page
      title={t('nav.api')}
      lead={t('rest.lead')}
      actions={
        <>
          <a href="/api/openapi.json" target="_blank" rel="noreferrer" className={buttonLook()}>
            OpenAPI <ExternalLink size={14} aria-hidden />
          </a>
          <a href="/api/docs" target="_blank" rel="noreferrer" className={buttonLook('primary')} data-testid="swagger-ui">
            {t('rest.try')} <ExternalLink size={14} aria-hidden />
          </a>
        </>
      }
    >
      <CodeBlock text={`curl ${location.origin}/api/mcp/connections`} />
      <SearchField label={t('rest.search')} className="sm:max-w-80" value={words} onChange={(event) => setWords(event.target.value)} />
      <Loaded query={query}>
        {(document) => {
          const groups = pathsByTag(document, words);
          if (groups.length === 0) return <Notice title={t('rest.noMatch')} />;
          return groups.map(([tag, operations]) => (
            <Card key={tag} title={tag}>
              <ul className="flex flex-col divide-y divide-line">
                {operations.map(({ method, path, summary }) => (
                  <li key={`${method} ${path}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5 text-[13px]">
                    <MethodTag method={method} />
                    <code className="min-w-0 font-mono text-xs break-all">{path}</code>
                    <span className="text-xs text-quiet">{summary}</span>
                  </li>
                ))}
              </ul>
            </Card>
          ));
        }}
      </Loaded>
    </Page>
  );
}

async function loadDocument(): Promise<ApiDocument> {
  const response = await fetch('/api/openapi.json');
  if (!response.ok) throw problemOf(undefined, response.status);
  return (await response.json()) as ApiDocument;
}
