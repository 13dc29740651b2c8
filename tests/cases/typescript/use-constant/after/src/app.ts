import { LIMIT } from './legacy';
import { NEW_HOSTS } from './new';

export const hosts = [...NEW_HOSTS, NEW_HOSTS[0], LIMIT];
