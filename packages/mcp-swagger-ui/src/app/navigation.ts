import { Activity, Bell, Boxes, Cable, FileJson, Gauge, Group, History, type LucideIcon, Network, ScrollText, ServerCog, SquareTerminal, UsersRound, Webhook } from 'lucide-react';
import type { Role } from '../lib/role';

export interface Place {
  to: string;
  /** Its word is `nav.<name>`. */
  name: string;
  icon: LucideIcon;
  /** The letter behind `g`. */
  key: string;
  /** Others do not see it. */
  needs?: Role;
}

/** The pages of the side menu, in their groups. */
export const navigation: { name: string; places: Place[] }[] = [
  {
    name: 'watch',
    places: [
      { to: '/', name: 'overview', icon: Gauge, key: 'o' },
      { to: '/servers', name: 'servers', icon: Boxes, key: 's' },
      { to: '/connections', name: 'connections', icon: Cable, key: 'c' },
      { to: '/processes', name: 'processes', icon: Activity, key: 'p' },
      { to: '/logs', name: 'logs', icon: ScrollText, key: 'l' },
      { to: '/alerts', name: 'alerts', icon: Bell, key: 'a' },
    ],
  },
  {
    name: 'build',
    places: [
      { to: '/groups', name: 'groups', icon: Group, key: 'm' },
      { to: '/documents', name: 'documents', icon: FileJson, key: 'd' },
      { to: '/cli', name: 'cli', icon: SquareTerminal, key: 't' },
      { to: '/rest', name: 'api', icon: Webhook, key: 'r' },
    ],
  },
  {
    name: 'manage',
    places: [
      { to: '/access', name: 'access', icon: UsersRound, key: 'u', needs: 'admin' },
      { to: '/audit', name: 'audit', icon: History, key: 'h', needs: 'admin' },
      { to: '/nodes', name: 'nodes', icon: Network, key: 'k' },
      { to: '/system', name: 'system', icon: ServerCog, key: 'y' },
    ],
  },
];

/** All of them, without the groups. */
export const places: Place[] = navigation.flatMap(({ places: group }) => group);
