import { fileURLToPath } from 'node:url';
import type { LoadedDocument } from 'mcp-swagger-parser';

/** Editors write a file in several steps; so long nothing must happen to it. */
const SETTLE_MS = 100;

/** Documents behind an address are asked for so often. */
const POLL_INTERVAL_MS = 10_000;

export interface WatchOptions {
  /** Reads the document and all that it is made of. */
  load(): Promise<LoadedDocument>;
  /** Told a document that is not what it was. What it throws goes to `onError`. */
  onChange(document: LoadedDocument): void;
  onError(error: unknown): void;
  pollIntervalMs?: number;
}

/** Watches the files that a document is made of, and asks again for those that have an address, until what it resolves with is called. */
export async function watchDocument(first: LoadedDocument, { load, onChange, onError, pollIntervalMs = POLL_INTERVAL_MS }: WatchOptions): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar');
  const watched = new Set(localFiles(first));
  const watcher = watch([...watched], { ignoreInitial: true });
  let digest = first.digest;
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
      const document = await load();
      const added = localFiles(document).filter((file) => !watched.has(file));
      for (const file of added) watched.add(file);
      watcher.add(added);
      if (document.digest !== digest) onChange(document);
      digest = document.digest;
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
  const isRemote = first.files.some((file) => /^https?:/.test(file));
  const timer = isRemote ? setInterval(() => void reload(), pollIntervalMs) : undefined;
  return async () => {
    clearInterval(timer);
    clearTimeout(settling);
    await watcher.close();
  };
}

function localFiles({ files }: LoadedDocument): string[] {
  return files.flatMap((file) => (file.startsWith('file:') ? [fileURLToPath(file)] : []));
}
