import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { ServersPage } from '../features/servers/servers-page';
import { useServerNames } from '../features/servers/use-servers';
import { Layout } from './layout';
import { NotFoundPage } from './not-found-page';

const ConnectionsPage = lazy(async () => ({ default: (await import('../features/connections/connections-page')).ConnectionsPage }));

/** Which page stands at which address. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Navigate to="/servers" replace />} />
        <Route path="servers" element={<ServersPage />} />
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
