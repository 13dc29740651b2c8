export { default } from './legacy';
