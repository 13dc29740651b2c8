import { LIMIT, OLD_HOSTS } from './legacy';

export const hosts = [...OLD_HOSTS, OLD_HOSTS[0], LIMIT];
