import { fileURLToPath } from 'node:url';
import type { DocumentModel } from '../model/document-model.js';

/** Editors write a file in several steps; so long nothing must happen to it. */
const SETTLE_MS = 100;

/** Documents behind an address are asked for so often. */
const POLL_INTERVAL_MS = 10_000;

export interface WatchOptions {
  /** Reads the document and all that it is made of. */
  load(): Promise<DocumentModel>;
  /** Told a document that is not what it was. What it throws goes to `onError`. */
  onChange(model: DocumentModel): void;
  onError(error: unknown): void;
  pollIntervalMs?: number;
}

/** Watches the files that a document is made of, and asks again for those that have an address, until what it resolves with is called. */
export async function watchDocument(first: DocumentModel, { load, onChange, onError, pollIntervalMs = POLL_INTERVAL_MS }: WatchOptions): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar');
  const watched = new Set(localFiles(first));
  const watcher = watch([...watched], { ignoreInitial: true });
  let { digest } = first.document;
  let isLoading = false;
  let isStale = false;

  const reload = async (): Promise<void> => {
    // What changes while we read is read afterwards.
    if (isLoading) {
      isStale = true;
      return;
    }
    isLoading = true;
    try {
      const model = await load();
      const added = localFiles(model).filter((file) => !watched.has(file));
      for (const file of added) watched.add(file);
      watcher.add(added);
      if (model.document.digest !== digest) onChange(model);
      digest = model.document.digest;
    } catch (error) {
      onError(error);
    } finally {
      isLoading = false;
    }
    if (!isStale) return;
    isStale = false;
    await reload();
  };

  let settling: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(() => void reload(), SETTLE_MS);
  });
  watcher.on('error', onError);
  // With nothing to watch it is never ready.
  if (watched.size > 0) {
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve);
    });
  }
  // What changed between the first reading and now.
  if (watched.size > 0) void reload();
  const isRemote = first.document.files.some((file) => /^https?:/.test(file));
  const timer = isRemote ? setInterval(() => void reload(), pollIntervalMs) : undefined;
  return async () => {
    clearInterval(timer);
    clearTimeout(settling);
    await watcher.close();
  };
}

function localFiles({ document }: DocumentModel): string[] {
  return document.files.flatMap((file) => (file.startsWith('file:') ? [fileURLToPath(file)] : []));
}
