import { useMe } from '../features/access/use-session';
import { covers } from '../lib/role';
import { navigation } from './navigation';

/** The pages of the side menu that the one who looks may open. */
export function usePlaces(): typeof navigation {
  const { data: me } = useMe();
  return navigation.map(({ name, places }) => ({ name, places: places.filter(({ needs }) => needs === undefined || me === undefined || me === null || covers(me.role, needs)) }));
}
