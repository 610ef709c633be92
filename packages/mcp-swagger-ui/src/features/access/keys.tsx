import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Pill } from '../../components/pill';
import { type Column, Table } from '../../components/table';
import { api, type ApiKey, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { useFormat } from '../../lib/use-format';
import { AddKey } from './add-key';

/** The keys of programs. */
export function Keys({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: queryKeys.keys, queryFn: async () => (await read(api.GET('/api/keys'))).keys });
  const [isAdding, setIsAdding] = useState(false);
  const add = (
    <Button look="primary" data-testid="add-key" onClick={() => setIsAdding(true)}>
      <Plus size={15} aria-hidden /> {t('access.addKey')}
    </Button>
  );
  return (
    <>
      <Loaded query={query} isEmpty={(list) => list.length === 0} empty={<Notice title={t('access.noKeys')} action={add}>{t('access.noKeysHint')}</Notice>}>
        {(keys) => (
          <>
            <div>{add}</div>
            <KeyTable keys={keys} serverNames={serverNames} />
          </>
        )}
      </Loaded>
      {isAdding && <AddKey serverNames={serverNames} onClose={() => setIsAdding(false)} />}
    </>
  );
}

function KeyTable({ keys, serverNames }: { keys: ApiKey[]; serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { instant } = useFormat();
  const columns = useMemo<Column<ApiKey>[]>(
    () => [
      {
        id: 'name',
        header: t('access.name'),
        accessorFn: ({ name }) => name,
        cell: ({ row }) => (
          <span>
            <span className="font-medium">{row.original.name}</span> <code className="font-mono text-xs text-quiet">…{row.original.hint}</code>
          </span>
        ),
      },
      {
        id: 'scopes',
        header: t('access.scopes'),
        enableSorting: false,
        cell: ({ row }) => (
          <span className="flex flex-wrap gap-1">
            {row.original.scopes.map((scope) => (
              <Pill key={scope} tone="accent" dot={false}>
                {scope.startsWith('mcp:') ? `mcp: ${serverNames.get(scope.slice(4)) ?? scope.slice(4)}` : t(`access.scope.${scope}`)}
              </Pill>
            ))}
          </span>
        ),
      },
      { id: 'expires', header: t('access.expires'), accessorFn: ({ expiresAt }) => expiresAt ?? '', meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => (row.original.expiresAt === null ? t('access.never') : instant(row.original.expiresAt)) },
      { id: 'used', header: t('access.lastUsed'), accessorFn: ({ lastUsedAt }) => lastUsedAt ?? '', meta: { from: 'lg', className: 'whitespace-nowrap' }, cell: ({ row }) => (row.original.lastUsedAt === null ? '—' : instant(row.original.lastUsedAt)) },
      { id: 'by', header: t('access.createdBy'), accessorFn: ({ createdBy }) => createdBy, meta: { from: 'lg' } },
      { id: 'actions', header: () => <span className="sr-only">{t('servers.actions')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <DeleteKey apiKey={row.original} /> },
    ],
    [t, instant, serverNames],
  );
  return <Table label={t('access.keys')} rows={keys} columns={columns} rowId={({ id }) => id} sortBy={[{ id: 'name', desc: false }]} rowTestId="key" />;
}

function DeleteKey({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const { mutate } = useMutation({
    mutationFn: () => read(api.DELETE('/api/keys/{id}', { params: { path: { id: apiKey.id } } })),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.keys }),
  });
  return (
    <>
      <IconButton label={t('action.delete')} className="hover:text-bad-ink!" onClick={() => setIsAsking(true)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
      {isAsking && (
        <ConfirmDialog title={t('servers.deleteTitle', { name: apiKey.name })} confirm={t('action.delete')} onClose={() => setIsAsking(false)} onConfirm={() => mutate()}>
          {t('access.deleteKeyText')}
        </ConfirmDialog>
      )}
    </>
  );
}
