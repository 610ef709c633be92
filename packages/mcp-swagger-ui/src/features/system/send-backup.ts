import { ProblemError, problemOf } from '../../lib/api';
import type { paths } from '../../lib/generated/api';
import { currentCsrfToken } from '../../lib/session';

export type RestoreReport = paths['/api/restore']['post']['responses']['200']['content']['application/json'];

/** Sends a backup; `onSent` hears the share that has gone out, 1 when all has. Throws ProblemError. With XMLHttpRequest, for fetch does not tell how far an upload is. */
export function sendBackup(file: File, { replace, dryRun }: { replace: boolean; dryRun: boolean }, onSent: (share: number) => void): Promise<RestoreReport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/restore?${new URLSearchParams({ replace: String(replace), dryRun: String(dryRun) })}`);
    request.setRequestHeader('Content-Type', 'application/gzip');
    const token = currentCsrfToken();
    if (token !== null) request.setRequestHeader('X-CSRF-Token', token);
    request.upload.addEventListener('progress', ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total));
    request.upload.addEventListener('load', () => onSent(1));
    request.addEventListener('error', () => reject(new ProblemError({ code: 'UNREACHABLE', detail: 'The API does not answer.' }, 0)));
    request.addEventListener('load', () => {
      const body = parse(request.responseText);
      if (request.status === 200) resolve(body as RestoreReport);
      else reject(problemOf(body, request.status));
    });
    onSent(0);
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
