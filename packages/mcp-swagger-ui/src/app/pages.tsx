import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { ServersPage } from '../features/servers/servers-page';
import { useServerNames } from '../features/servers/use-servers';
import { Layout } from './layout';
import { NotFoundPage } from './not-found-page';

const ConnectionsPage = lazy(async () => ({ default: (await import('../features/connections/connections-page')).ConnectionsPage }));
const ServerPage = lazy(async () => ({ default: (await import('../features/server/server-page')).ServerPage }));
const OverviewTab = lazy(async () => ({ default: (await import('../features/server/overview-tab')).OverviewTab }));
const ToolsTab = lazy(async () => ({ default: (await import('../features/server/tools-tab')).ToolsTab }));
const ConnectionsTab = lazy(async () => ({ default: (await import('../features/server/connections-tab')).ConnectionsTab }));
const LogsTab = lazy(async () => ({ default: (await import('../features/server/logs-tab')).LogsTab }));
const MetricsTab = lazy(async () => ({ default: (await import('../features/server/metrics-tab')).MetricsTab }));
const ConfigurationTab = lazy(async () => ({ default: (await import('../features/server/configuration-tab')).ConfigurationTab }));

/** Which page stands at which address. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Navigate to="/servers" replace />} />
        <Route path="servers" element={<ServersPage />} />
        <Route path="servers/:id" element={<ServerPage />}>
          <Route index element={<OverviewTab />} />
          <Route path="tools" element={<ToolsTab />} />
          <Route path="connections" element={<ConnectionsTab />} />
          <Route path="logs" element={<LogsTab />} />
          <Route path="metrics" element={<MetricsTab />} />
          <Route path="configuration" element={<ConfigurationTab />} />
        </Route>
        <Route path="connections" element={<AllConnections />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}

/** The connections know their server's id; its name is the servers' to tell. */
function AllConnections() {
  return <ConnectionsPage serverNames={useServerNames()} />;
}
