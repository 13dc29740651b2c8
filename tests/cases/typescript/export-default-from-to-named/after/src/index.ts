export { Bar as default } from './bar';
