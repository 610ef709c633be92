import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field, TextField } from '../../components/field';
import { Problem } from '../../components/notice';
import type { Tool, ToolChange } from '../../lib/api';
import { useChangeTool } from './use-change-tool';

interface Props {
  serverId: string;
  tool: Tool;
  /** What was changed before. */
  change: ToolChange | undefined;
  onClose: () => void;
}

/** Another name, title or description for a tool; what is empty is as the document says. */
export function EditToolDialog({ serverId, tool, change, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(tool.name);
  const [title, setTitle] = useState(change?.title ?? '');
  const [description, setDescription] = useState(change?.description ?? tool.description);
  const { mutate, isPending, error } = useChangeTool(serverId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const patch = {
      ...(name === tool.name ? {} : { name: name === '' || name === change?.tool ? null : name }),
      ...(title === (change?.title ?? '') ? {} : { title: title || null }),
      ...(description === (change?.description ?? tool.description) ? {} : { description: description || null }),
    };
    if (Object.keys(patch).length === 0) return onClose();
    mutate({ name: tool.name, patch }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t('tools.edit', { name: tool.name })} onClose={onClose} testId="edit-tool">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('servers.name')} hint={t('tools.nameHint')} pattern="[A-Za-z0-9_\-]{1,48}" maxLength={48} data-testid="tool-name" value={name} onChange={(event) => setName(event.target.value)} />
          <Field label={t('tools.title')} maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
        </div>
        <TextField label={t('server.description')} hint={t('tools.descriptionHint')} rows={8} maxLength={10_000} value={description} onChange={(event) => setDescription(event.target.value)} />
        {error !== null && <Problem>{error.message}</Problem>}
        <div className="flex justify-between gap-2">
          <Button disabled={isPending || change === undefined} onClick={() => mutate({ name: tool.name, patch: { name: null, title: null, description: null } }, { onSuccess: onClose })}>
            {t('tools.reset')}
          </Button>
          <Button type="submit" look="primary" disabled={isPending} data-testid="save-tool">
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
