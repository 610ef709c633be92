import type { LucideIcon } from 'lucide-react';
import { hasAll, wordsOf } from './words';

/** Something that the palette can do. */
export interface Command {
  id: string;
  title: string;
  group: string;
  icon: LucideIcon;
  /** The keys that do the same. */
  keys?: string;
  run: () => void;
}

const MOST = 50;

/** The commands in which each word stands, those whose title begins with it first; at most 50. */
export function commandsFor<T extends Pick<Command, 'title' | 'group'>>(commands: T[], text: string): T[] {
  const words = wordsOf(text);
  const found = commands.filter(({ title, group }) => hasAll(`${title} ${group}`, words));
  const begins = ({ title }: T) => words[0] !== undefined && title.toLowerCase().startsWith(words[0]);
  return [...found.filter(begins), ...found.filter((command) => !begins(command))].slice(0, MOST);
}
