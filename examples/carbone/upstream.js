// Documents out of templates, as api.carbone.io makes them, but for its formats: text stays text, and a PDF has one line a line.
import { createHash } from 'node:crypto';
import { linesAsPdf } from './lines-as-pdf.js';

const KEY = 'example-key';
const templates = new Map();
const reports = new Map();
const MOST_KEPT = 100;

/** The API, the port that it likes, and what its server needs in the environment. */
export const carbone = {
  port: 4101,
  environment: { CARBONE_KEY: KEY },
  routes: {
    'GET /status': () => ({ json: { success: true, code: 200, message: 'OK', version: 'example' } }),
    'POST /template': guarded(async ({ headers, form, json }) => {
      const isForm = headers['content-type']?.startsWith('multipart/form-data');
      const template = isForm ? (await form()).get('template') : (await json()).template;
      if (template === null || template === undefined) return failure(422, "Missing 'template' field");
      const text = typeof template === 'string' ? Buffer.from(template, 'base64').toString() : await template.text();
      const templateId = createHash('sha256').update(text).digest('hex');
      keep(templates, templateId, text);
      return { json: { success: true, data: { templateId } } };
    }),
    'GET /template/{templateId}': guarded(({ path }) => {
      const text = templates.get(path.templateId);
      return text === undefined ? failure(404, 'Template not found') : { headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: text };
    }),
    'DELETE /template/{templateId}': guarded(({ path }) => (templates.delete(path.templateId) ? { json: { success: true } } : failure(404, 'Template not found'))),
    'POST /render/{templateId}': guarded(async ({ path, json }) => {
      const text = templates.get(path.templateId);
      if (text === undefined) return failure(404, 'Template not found');
      const { data, convertTo = 'html' } = await json();
      const filled = text.replaceAll(/\{d\.(\w+)\}/g, (_whole, name) => String(data[name] ?? ''));
      const renderId = `${createHash('sha256').update(filled).digest('hex').slice(0, 32)}.${convertTo}`;
      keep(reports, renderId, filled);
      return { json: { success: true, data: { renderId } } };
    }),
    'GET /render/{renderId}': ({ path }) => {
      const text = reports.get(path.renderId);
      if (text === undefined) return failure(404, 'File not found');
      if (path.renderId.endsWith('.pdf')) return { headers: { 'Content-Type': 'application/pdf' }, body: linesAsPdf(text.replaceAll(/<[^>]*>/g, '').split('\n')) };
      return { headers: { 'Content-Type': path.renderId.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8' }, body: text };
    },
  },
};

function guarded(route) {
  return (request) => (request.headers.authorization === `Bearer ${KEY}` ? route(request) : failure(401, 'Unauthorized, please provide a correct API key on the "Authorization" header'));
}

function failure(status, error) {
  return { status, json: { success: false, error } };
}

function keep(map, key, value) {
  map.set(key, value);
  if (map.size > MOST_KEPT) map.delete(map.keys().next().value);
}
