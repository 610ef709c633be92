import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { OverviewPage } from '../features/overview/overview-page';
import { useServerNames } from '../features/servers/use-servers';
import { Layout } from './layout';
import { NotFoundPage } from './not-found-page';

const ServersPage = lazy(async () => ({ default: (await import('../features/servers/servers-page')).ServersPage }));
const ServerPage = lazy(async () => ({ default: (await import('../features/server/server-page')).ServerPage }));
const OverviewTab = lazy(async () => ({ default: (await import('../features/server/overview-tab')).OverviewTab }));
const ToolsTab = lazy(async () => ({ default: (await import('../features/server/tools-tab')).ToolsTab }));
const ConnectionsTab = lazy(async () => ({ default: (await import('../features/server/connections-tab')).ConnectionsTab }));
const LogsTab = lazy(async () => ({ default: (await import('../features/server/logs-tab')).LogsTab }));
const CallsTab = lazy(async () => ({ default: (await import('../features/server/calls-tab')).CallsTab }));
const PlaygroundTab = lazy(async () => ({ default: (await import('../features/server/playground/playground-tab')).PlaygroundTab }));
const MetricsTab = lazy(async () => ({ default: (await import('../features/server/metrics-tab')).MetricsTab }));
const ConfigurationTab = lazy(async () => ({ default: (await import('../features/server/configuration-tab')).ConfigurationTab }));
const ConnectionsPage = lazy(async () => ({ default: (await import('../features/connections/connections-page')).ConnectionsPage }));
const ProcessesPage = lazy(async () => ({ default: (await import('../features/processes/processes-page')).ProcessesPage }));
const LogsPage = lazy(async () => ({ default: (await import('../features/logs/logs-page')).LogsPage }));
const AlertsPage = lazy(async () => ({ default: (await import('../features/alerts/alerts-page')).AlertsPage }));
const DocumentsPage = lazy(async () => ({ default: (await import('../features/documents/documents-page')).DocumentsPage }));
const CommandLinePage = lazy(async () => ({ default: (await import('../features/command-line/command-line-page')).CommandLinePage }));
const RestApiPage = lazy(async () => ({ default: (await import('../features/rest-api/rest-api-page')).RestApiPage }));
const AccessPage = lazy(async () => ({ default: (await import('../features/access/access-page')).AccessPage }));
const AuditPage = lazy(async () => ({ default: (await import('../features/audit/audit-page')).AuditPage }));
const GroupsPage = lazy(async () => ({ default: (await import('../features/groups/groups-page')).GroupsPage }));
const DocumentPage = lazy(async () => ({ default: (await import('../features/documents/document-page')).DocumentPage }));
const DocumentTab = lazy(async () => ({ default: (await import('../features/server/document-tab')).DocumentTab }));
const NodesPage = lazy(async () => ({ default: (await import('../features/nodes/nodes-page')).NodesPage }));
const SystemPage = lazy(async () => ({ default: (await import('../features/system/system-page')).SystemPage }));

/** Which page stands at which address. Pages but the first come when they are opened. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<OverviewPage />} />
        <Route path="servers" element={<ServersPage />} />
        <Route path="servers/:id" element={<ServerPage />}>
          <Route index element={<OverviewTab />} />
          <Route path="tools" element={<ToolsTab />} />
          <Route path="connections" element={<ConnectionsTab />} />
          <Route path="logs" element={<LogsTab />} />
          <Route path="calls" element={<CallsTab />} />
          <Route path="playground" element={<PlaygroundTab />} />
          <Route path="metrics" element={<MetricsTab />} />
          <Route path="configuration" element={<ConfigurationTab />} />
          <Route path="document" element={<DocumentTab />} />
        </Route>
        <Route path="connections" element={<Named page={ConnectionsPage} />} />
        <Route path="processes" element={<ProcessesPage />} />
        <Route path="logs" element={<Named page={LogsPage} />} />
        <Route path="alerts" element={<Named page={AlertsPage} />} />
        <Route path="groups" element={<GroupsPage />} />
        <Route path="documents" element={<DocumentsPage />} />
        <Route path="documents/:id" element={<DocumentPage />} />
        <Route path="cli" element={<CommandLinePage />} />
        <Route path="rest" element={<RestApiPage />} />
        <Route path="access" element={<Named page={AccessPage} />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="nodes" element={<Named page={NodesPage} />} />
        <Route path="system" element={<Named page={SystemPage} />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}

/** What others tell of a server goes by its id; its name is the servers' to tell. */
function Named({ page: Content }: { page: ComponentType<{ serverNames: Map<string, string> }> }) {
  return <Content serverNames={useServerNames()} />;
}
