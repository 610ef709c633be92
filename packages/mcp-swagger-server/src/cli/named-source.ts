import nodePath from 'node:path';

/** A name of a document that is an address: it has a scheme. A drive of Windows has one letter, and is none. */
export function isAddress(name: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(name);
}

/** The same source wherever it is read from: a file as an absolute path, seen from `folder`; addresses and `-`, which is stdin, as they are. `path`: how paths are written here. */
export function absoluteSource(name: string, folder: string, path: Pick<typeof nodePath, 'resolve'> = nodePath): string {
  return name === '-' || isAddress(name) ? name : path.resolve(folder, name);
}
