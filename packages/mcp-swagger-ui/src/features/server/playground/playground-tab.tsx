import { useState } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Card } from '../../../components/card';
import { SelectField } from '../../../components/field';
import { Loaded } from '../../../components/loaded';
import { Notice } from '../../../components/notice';
import { Pill } from '../../../components/pill';
import type { Tool } from '../../../lib/api';
import { useFormat } from '../../../lib/use-format';
import { useOpenServer } from '../server-page';
import { useTools } from '../use-tools';
import { savedRuns } from './saved-runs';
import { ToolRun } from './tool-run';

/** Calls a tool as a client would, through the gateway. */
export function PlaygroundTab() {
  const { t } = useTranslation();
  const server = useOpenServer();
  const query = useTools(server);
  if (server.process.state !== 'running') return <Notice title={t('playground.notRunning')}>{t('playground.notRunningHint')}</Notice>;
  return (
    <Loaded query={query} isEmpty={({ tools }) => tools.length === 0} empty={<Notice title={t('server.noTools')}>{t('server.noToolsHint')}</Notice>}>
      {({ tools }) => <Playground tools={tools} serverId={server.id} />}
    </Loaded>
  );
}

/** The tool on the form; another `turn` fills the form anew. */
interface Chosen {
  name: string;
  args: Record<string, unknown>;
  turn: number;
}

function Playground({ tools, serverId }: { tools: Tool[]; serverId: string }) {
  const { t } = useTranslation();
  const { time } = useFormat();
  const [runs, setRuns] = useState(() => savedRuns(serverId));
  const [chosen, setChosen] = useState<Chosen>({ name: tools[0]?.name ?? '', args: {}, turn: 0 });
  const tool = tools.find(({ name }) => name === chosen.name) ?? tools[0];
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <SelectField label={t('server.tool')} className="max-w-xl" value={chosen.name} data-testid="playground-tool" onChange={(event) => setChosen({ name: event.target.value, args: {}, turn: chosen.turn + 1 })}>
          {tools.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </SelectField>
        {tool !== undefined && <ToolRun key={`${tool.name} ${chosen.turn}`} tool={tool} serverId={serverId} initial={chosen.args} onRun={setRuns} />}
      </div>
      <Card title={t('playground.saved')}>
        {runs.length === 0 && <p className="text-[13px] text-quiet">{t('playground.noSaved')}</p>}
        <ul className="flex flex-col gap-1">
          {runs.map((run) => (
            <li key={`${run.tool} ${run.at}`}>
              <button type="button" className="flex w-full flex-col gap-0.5 rounded-md px-2 py-1.5 text-left text-[13px] hover:bg-raised" data-testid="playground-replay" onClick={() => setChosen({ name: run.tool, args: run.args, turn: chosen.turn + 1 })}>
                <span className="flex w-full items-center justify-between gap-2">
                  <span className="min-w-0 truncate font-mono text-xs">{run.tool}</span>
                  <Pill tone={run.isError ? 'bad' : 'good'}>{time(run.at)}</Pill>
                </span>
                <span className="max-w-full truncate font-mono text-[11px] text-quiet">{JSON.stringify(run.args)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
