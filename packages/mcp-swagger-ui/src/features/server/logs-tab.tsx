import { useSearchParams } from 'react-router';
import { Loaded } from '../../components/loaded';
import { LinkedLine } from '../logs/linked-line';
import { LogView } from '../logs/log-view';
import { useServerLog } from '../logs/use-server-log';
import { useOpenServer } from './server-page';

/** What this server's process says; with `?line=` the line that a link points to. */
export function LogsTab() {
  const { id, name } = useOpenServer();
  const [query] = useSearchParams();
  const line = Number(query.get('line') ?? Number.NaN);
  return Number.isInteger(line) ? <LinkedLine serverId={id} line={line} /> : <LiveLog id={id} name={name} />;
}

function LiveLog({ id, name }: { id: string; name: string }) {
  return <Loaded query={useServerLog(id)}>{({ lines, dropped }) => <LogView lines={lines} dropped={dropped} fileName={`${name}.log`} />}</Loaded>;
}
