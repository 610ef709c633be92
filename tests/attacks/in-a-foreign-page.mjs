// Runs in the page of somebody else: all that a page can try at an API at `api` with a server `id`. `got`: nothing, or what the page would have of it.
globalThis.tryAll = async ({ api, id }) => {
  const outcomes = [];
  const note = (way, got) => void outcomes.push({ way, got });
  const text = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{"name":"theirs","openapiData":"x"}' };
  const requests = [
    ['a read', '/api/servers', {}],
    ['a read with credentials', '/api/backup', { credentials: 'include' }],
    ['JSON', '/api/servers', { ...text, headers: { 'Content-Type': 'application/json' } }],
    ['text', '/api/servers', text],
    ['a stop', `/api/servers/${id}/stop`, { method: 'POST' }],
    ['an end', `/api/servers/${id}`, { method: 'DELETE' }],
  ];
  for (const [way, path, init] of requests) {
    await fetch(api + path, init).then(
      async (response) => note(way, `${response.status} ${await response.text()}`),
      () => note(way, 'nothing'),
    );
  }
  const blind = [
    ['a blind read', '/api/backup', {}],
    ['a blind stream', '/mcp/at-home', { headers: { Accept: 'text/event-stream' } }],
    ['a blind stop', `/api/servers/${id}/stop`, { method: 'POST' }],
    ['blind text', '/api/servers', text],
    ['a blind socket', '/socket.io/?EIO=4&transport=polling', {}],
  ];
  // What came of these only the API can tell: whether there is an answer, the page never learns.
  for (const [way, path, init] of blind) await fetch(api + path, { ...init, mode: 'no-cors', referrerPolicy: 'no-referrer' }).then((response) => note(way, response.type === 'opaque' ? 'nothing' : response.type), () => note(way, 'nothing'));
  navigator.sendBeacon(`${api}/api/servers/${id}/stop`, 'x');
  const load = (name, set) =>
    new Promise((resolve) => {
      const element = document.createElement(name);
      element.addEventListener('load', () => (note(name, name === 'iframe' && element.contentDocument === null ? 'nothing' : 'it loaded'), resolve()));
      element.addEventListener('error', () => (note(name, 'nothing'), resolve()));
      for (const [attribute, value] of Object.entries(set)) element.setAttribute(attribute, value);
      document.body.append(element);
    });
  await load('img', { src: `${api}/favicon.svg` });
  await load('script', { src: `${api}/api/servers` });
  await load('link', { rel: 'stylesheet', href: `${api}/api/openapi.json` });
  await load('iframe', { src: `${api}/` });
  await new Promise((resolve) => {
    const stream = new EventSource(`${api}/api/processes/${id}/logs/stream`);
    stream.addEventListener('open', () => (note('a stream', 'open'), stream.close(), resolve()));
    stream.addEventListener('error', () => (note('a stream', 'nothing'), stream.close(), resolve()));
  });
  await new Promise((resolve) => {
    const socket = new WebSocket(`${api.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    socket.addEventListener('open', () => (note('a WebSocket', 'open'), socket.close(), resolve()));
    socket.addEventListener('error', () => (note('a WebSocket', 'nothing'), resolve()));
  });
  await new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'sink' });
    const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', target: 'sink', action: `${api}/api/servers/${id}/stop` });
    document.body.append(frame, form);
    frame.addEventListener('load', () => (note('a form', frame.contentDocument === null ? 'nothing' : 'it can be read'), resolve()));
    form.submit();
  });
  return outcomes;
};
