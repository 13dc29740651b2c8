export { OldCard } from './card';
