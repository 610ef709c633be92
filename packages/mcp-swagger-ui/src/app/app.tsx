import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ConnectionsPage } from '../features/connections/connections-page';
import { ServersPage } from '../features/servers/servers-page';
import { useServers } from '../features/servers/use-servers';
import { Layout } from './layout';
import { NotFoundPage } from './not-found-page';

const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 1, refetchOnWindowFocus: false } } });

/** The providers and the pages. */
export function App() {
  return (
    <QueryClientProvider client={cache}>
      <BrowserRouter>
        <Routes>
          <Route element={<Layout />}>
            <Route index element={<ServersPage />} />
            <Route path="connections" element={<AllConnections />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

/** The connections know their server's id; its name is the servers' to tell. */
function AllConnections() {
  const { data: servers = [] } = useServers();
  return <ConnectionsPage serverNames={new Map(servers.map(({ id, name }) => [id, name]))} />;
}
