import { Loaded } from '../../components/loaded';
import { LogView } from '../logs/log-view';
import { useServerLog } from '../logs/use-server-log';
import { useOpenServer } from './server-page';

/** What this server's process says. */
export function LogsTab() {
  const { id, name } = useOpenServer();
  return <Loaded query={useServerLog(id)}>{({ lines, dropped }) => <LogView lines={lines} dropped={dropped} fileName={`${name}.log`} />}</Loaded>;
}
