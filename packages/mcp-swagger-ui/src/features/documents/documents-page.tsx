import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { type Column, Table } from '../../components/table';
import { api, type Document, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { useServers } from '../servers/use-servers';

function useDocuments() {
  return useQuery({ queryKey: queryKeys.documents, queryFn: async () => (await read(api.GET('/api/documents'))).documents, staleTime: 0 });
}

/** The OpenAPI documents, and which servers they serve. */
export function DocumentsPage() {
  const { t } = useTranslation();
  const documents = useDocuments();
  return (
    <Page title={t('nav.documents')} lead={t('documents.lead')}>
      <Loaded query={documents} isEmpty={(list) => list.length === 0} empty={<Notice title={t('documents.empty')}>{t('documents.emptyHint')}</Notice>}>
        {(list) => <DocumentTable documents={list} />}
      </Loaded>
    </Page>
  );
}

function DocumentTable({ documents }: { documents: Document[] }) {
  const { t } = useTranslation();
  const { number, bytes, instant } = useFormat();
  const { data: servers } = useServers();
  const columns = useMemo<Column<Document>[]>(() => {
    const users = (id: string) => (servers ?? []).filter(({ documentId }) => documentId === id);
    return [
      {
        id: 'title',
        header: t('documents.title'),
        accessorFn: ({ title }) => title,
        cell: ({ row }) => (
          <span>
            <Link to={`/documents/${row.original.id}`} className="font-medium hover:text-accent-ink hover:underline" data-testid="document-link">
              {row.original.title}
            </Link>{' '}
            <span className="text-quiet">{row.original.version}</span>
          </span>
        ),
      },
      {
        id: 'servers',
        header: t('documents.servers'),
        enableSorting: false,
        cell: ({ row }) => (
          <span className="flex flex-wrap gap-x-2">
            {users(row.original.id).map(({ id, name }) => (
              <Link key={id} to={`/servers/${id}`} className="text-accent-ink hover:underline">
                {name}
              </Link>
            ))}
          </span>
        ),
      },
      { id: 'openapi', header: 'OpenAPI', accessorFn: ({ openapiVersion }) => openapiVersion, meta: { from: 'md' } },
      { id: 'tools', header: t('servers.toolCount'), accessorFn: ({ toolCount }) => toolCount, meta: { className: 'text-right' }, cell: ({ row }) => number(row.original.toolCount) },
      { id: 'size', header: t('documents.size'), accessorFn: ({ bytes: size }) => size, meta: { from: 'md', className: 'text-right whitespace-nowrap' }, cell: ({ row }) => bytes(row.original.bytes) },
      {
        id: 'source',
        header: t('documents.source'),
        accessorFn: ({ sourceUrl }) => sourceUrl ?? '',
        meta: { from: 'lg' },
        cell: ({ row }) => (
          <span className="block max-w-72 truncate font-mono text-xs" title={row.original.sourceUrl ?? undefined}>
            {row.original.sourceUrl ?? t('documents.asText')}
          </span>
        ),
      },
      { id: 'created', header: t('documents.created'), accessorFn: ({ createdAt }) => createdAt, meta: { from: 'lg', className: 'whitespace-nowrap' }, cell: ({ row }) => instant(row.original.createdAt) },
      { id: 'actions', header: () => <span className="sr-only">{t('servers.actions')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <DeleteDocument document={row.original} isUsed={users(row.original.id).length > 0} /> },
    ];
  }, [t, number, bytes, instant, servers]);
  return <Table label={t('nav.documents')} rows={documents} columns={columns} rowId={({ id }) => id} sortBy={[{ id: 'title', desc: false }]} rowTestId="document" />;
}

function DeleteDocument({ document, isUsed }: { document: Document; isUsed: boolean }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const refused = useRefusal('operator');
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: () => read(api.DELETE('/api/documents/{id}', { params: { path: { id: document.id } } })),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.documents }),
  });
  return (
    <>
      <IconButton label={isUsed ? t('documents.used') : t('action.delete')} refused={refused} disabled={isUsed || isPending} className="hover:text-bad-ink!" onClick={() => setIsAsking(true)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
      {isAsking && (
        <ConfirmDialog title={t('servers.deleteTitle', { name: document.title })} confirm={t('action.delete')} onClose={() => setIsAsking(false)} onConfirm={() => mutate()}>
          {t('documents.deleteText')}
        </ConfirmDialog>
      )}
    </>
  );
}
