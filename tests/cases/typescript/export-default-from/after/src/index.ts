export { default } from './new';
