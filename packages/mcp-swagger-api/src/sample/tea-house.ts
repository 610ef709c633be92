import { createServer, type Server } from 'node:http';
import express, { type Express } from 'express';
import { z } from 'zod';
import { codeOf } from '../common/error-facts.js';

interface Tea {
  id: string;
  name: string;
  kind: 'green' | 'black' | 'oolong' | 'white';
  price: number;
  steepingSeconds: number;
}

interface Order {
  number: number;
  tea: Tea;
  pots: number;
  note?: string | undefined;
  orderedAt: number;
}

const MENU: readonly Tea[] = [
  { id: 'longjing', name: 'Longjing 龙井', kind: 'green', price: 6.5, steepingSeconds: 120 },
  { id: 'sencha', name: 'Sencha 煎茶', kind: 'green', price: 5, steepingSeconds: 90 },
  { id: 'keemun', name: 'Keemun 祁门', kind: 'black', price: 5.5, steepingSeconds: 180 },
  { id: 'tieguanyin', name: 'Tieguanyin 铁观音', kind: 'oolong', price: 7, steepingSeconds: 150 },
  { id: 'silver-needle', name: 'Silver Needle 白毫银针', kind: 'white', price: 9, steepingSeconds: 240 },
];

const MAX_ORDERS = 1_000;

const orderSchema = z.object({ teaId: z.string(), pots: z.number().int().min(1).max(20), note: z.string().max(200).optional() });

/** The sample API: a tea shop that keeps its orders in memory. */
export function teaHouse(now: () => number = Date.now): Express {
  const orders = new Map<number, Order>();
  let lastNumber = 0;
  const app = express().disable('x-powered-by').use(express.json({ limit: '16kb' }));

  app.get('/teas', ({ query }, response) => {
    const maxPrice = query['maxPrice'] === undefined ? Infinity : Number(query['maxPrice']);
    response.json(MENU.filter((tea) => (query['kind'] === undefined || tea.kind === query['kind']) && tea.price <= maxPrice));
  });
  app.get('/teas/:id', ({ params }, response) => {
    const tea = MENU.find(({ id }) => id === params.id);
    if (tea === undefined) response.status(404).json({ error: `There is no tea ${params.id} on the menu.` });
    else response.json(tea);
  });
  app.post('/orders', ({ body }, response) => {
    const parsed = orderSchema.safeParse(body);
    const tea = parsed.success ? MENU.find(({ id }) => id === parsed.data.teaId) : undefined;
    if (!parsed.success || tea === undefined) {
      response.status(422).json({ error: parsed.success ? `There is no tea ${parsed.data.teaId} on the menu.` : z.prettifyError(parsed.error) });
      return;
    }
    lastNumber += 1;
    orders.delete(lastNumber - MAX_ORDERS);
    const order: Order = { number: lastNumber, tea, pots: parsed.data.pots, note: parsed.data.note, orderedAt: now() };
    orders.set(order.number, order);
    response.status(201).json(toAnswer(order, now()));
  });
  app.get('/orders/:number', ({ params }, response) => {
    const order = orders.get(Number(params.number));
    if (order === undefined) response.status(404).json({ error: `There is no order ${params.number}.` });
    else response.json(toAnswer(order, now()));
  });
  app.delete('/orders/:number', ({ params }, response) => {
    if (orders.delete(Number(params.number))) response.status(204).end();
    else response.status(404).json({ error: `There is no order ${params.number}.` });
  });
  return app;
}

function toAnswer({ orderedAt, ...order }: Order, now: number) {
  const status = now - orderedAt >= order.tea.steepingSeconds * 1_000 ? 'ready' : 'steeping';
  return { ...order, total: order.tea.price * order.pots, status };
}

/** Listens on loopback, on `port` if it is free and on any other if not; 0 asks for any. */
export async function listenOnLoopback(app: Express, port: number): Promise<Server> {
  try {
    return await listen(app, port);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || port === 0) throw error;
    return listen(app, 0);
  }
}

function listen(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(app);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
