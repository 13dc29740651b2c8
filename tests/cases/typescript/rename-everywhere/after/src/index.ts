export { NewCard } from './card';
