import { Boxes, Cable, type LucideIcon } from 'lucide-react';

export interface Place {
  to: string;
  /** Its word is `nav.<name>`. */
  name: string;
  icon: LucideIcon;
  /** The letter behind `g`. */
  key: string;
}

/** The pages of the side menu, in their groups. */
export const navigation: { name: string; places: Place[] }[] = [
  {
    name: 'watch',
    places: [
      { to: '/servers', name: 'servers', icon: Boxes, key: 's' },
      { to: '/connections', name: 'connections', icon: Cable, key: 'c' },
    ],
  },
];

/** All of them, without the groups. */
export const places: Place[] = navigation.flatMap(({ places: group }) => group);
